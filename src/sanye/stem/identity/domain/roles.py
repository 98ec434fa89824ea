"""What each role of the house may do, as patterns over the names of commands and queries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleRule:
    """A role that every installation has. A portal role sees only the rows of its parties."""

    code: str
    name: str
    name_zh: str
    permissions: frozenset[str]
    is_portal: bool = False


def _all(*modules: str) -> frozenset[str]:
    return frozenset(f"{module}.*" for module in modules)


def _reads(*modules: str) -> frozenset[str]:
    """Queries only. Not `count_*`: counting stock is a command."""
    return frozenset(f"{module}.{verb}_*" for module in modules for verb in ("get", "list", "find"))


def _named(module: str, *names: str) -> frozenset[str]:
    """For portals: each command and query by its name, so that a new one is not let in unseen."""
    return frozenset(f"{module}.{name}" for name in names)


_EVERYBODY = _reads("stem.masterdata", "stem.jobs", "stem.numbering", "insight.*") | {
    "stem.masterdata.convert_*",
    "stem.masterdata.effective_*",
    "stem.masterdata.translated_*",
    "stem.masterdata.working_*",
    "stem.identity.get_own_*",
    "stem.identity.change_own_*",
    "stem.exchange.*",
    "stem.documents.*",
    "erp.people.get_own_*",
    "erp.people.list_own_*",
    "erp.people.request_own_*",
    "erp.people.cancel_own_*",
    "erp.people.list_leave_kinds",
}
_SELLING = (
    "place_sales_order",
    "record_confirmation",
    "promise_by_hand",
    "plan_amendment",
    "record_amendment",
    "count_attempt",
    "cancel_sales_order",
    "accept_proposed_dates",
    "keep_promised_dates",
)
"""What sellers do to orders; credit is released by others."""
_SALES_SIDE = ("erp.sales_orders", "erp.delivery", "erp.invoicing")
_GOODS_SIDE = (
    "erp.inventory",
    "erp.purchasing",
    "erp.production",
    "erp.quality",
    "erp.returns",
    *_SALES_SIDE,
)
_BOOKS = (
    "erp.ledger",
    "erp.costing",
    "erp.product_cost",
    "erp.open_items",
    "erp.receivables",
    "erp.payables",
    "erp.treasury",
    "erp.invoicing",
    "erp.supplier_invoices",
    "erp.freight",
)
_ERP_BUT_PEOPLE = (
    *_GOODS_SIDE,
    *_BOOKS,
    "erp.history",
    "erp.quality",
    "erp.returns",
)
"""Managers do all of ERP but see no personal data, so `erp.*` is no pattern for them."""
_ROSTERS = (
    "get_employee_names",
    "get_roster",
    "list_employee_skills",
    "list_roster_findings",
    "list_roster_lines",
    "list_roster_policies",
    "list_rosters",
    "list_shift_patterns",
    "list_skills",
    "list_work_center_capacity",
    "list_work_center_skills",
)
"""Who works when, with names and skills, and what work centers can do then."""
_TEAM = (
    *_ROSTERS,
    "get_work_contacts",
    "get_attendance",
    "get_employee",
    "get_leave",
    "list_assignments",
    "list_attendance",
    "list_attendance_anomalies",
    "list_employees",
    "list_leave",
    "list_leave_balances",
    "list_org_units",
    "list_positions",
    "approve_leave",
    "cancel_leave",
    "refuse_leave",
    "correct_attendance",
    "record_attendance",
    "copy_roster",
    "discard_roster",
    "draft_roster",
    "publish_roster",
    "put_rosters",
    "revise_roster",
    "set_roster_lines",
)
"""What managers see and decide of people: leave only of units that they head."""

ROLES: dict[str, RoleRule] = {
    rule.code: rule
    for rule in (
        RoleRule(
            "SALES",
            "Sales",
            "销售",
            _EVERYBODY
            | _all("crm.accounts", "crm.pipeline", "crm.quoting", "crm.marketing", "crm.loyalty")
            | _all("crm.consent", "crm.satisfaction")
            | _reads("crm.profiles")
            | _all("scm.promising")
            | _reads("scm.demand")
            | _named("scm.demand", "record_lost_demand", "override_forecast", "withdraw_override")
            | _named("erp.sales_orders", *_SELLING)
            | _reads("erp.inventory", "erp.receivables", "erp.open_items", "scm.planning")
            | _reads(*_SALES_SIDE, "crm.service", "scm.transport")
            | _named("crm.service", "check_warranty", "count_cases", "count_failures")
            | _named("crm.service", "open_case", "note_on_case"),
        ),
        RoleRule(
            "PLANNER",
            "Planner",
            "计划员",
            _EVERYBODY
            | _all("scm.*", "erp.production", "stem.masterdata")
            | _reads(*_GOODS_SIDE, "crm.pipeline")
            | _named("erp.people", *_ROSTERS),
        ),
        RoleRule(
            "BUYER",
            "Buyer",
            "采购员",
            _EVERYBODY
            | _all("erp.purchasing", "scm.suppliers", "stem.masterdata")
            | _reads("erp.inventory", "erp.supplier_invoices", "erp.payables", "erp.open_items")
            | _reads("erp.quality")
            | _reads("scm.planning", "scm.promising")
            | {"erp.supplier_invoices.release_supplier_invoice"},
        ),
        RoleRule(
            "STOREKEEPER",
            "Storekeeper",
            "仓管员",
            _EVERYBODY
            | _all("erp.inventory", "erp.delivery", "scm.stocking")
            | _reads(*_GOODS_SIDE, "scm.transport")
            | {
                "scm.transport.dispatch_shipment",
                "erp.returns.receive_return",
                "erp.purchasing.receive_goods",
                "erp.purchasing.return_goods",
                "erp.production.issue_*",
                "erp.production.return_*",
            },
        ),
        RoleRule(
            "PRODUCTION",
            "Production",
            "生产",
            _EVERYBODY
            | _all("erp.production", "scm.scheduling")
            | _reads("erp.inventory", "erp.quality", "scm.planning", "scm.capacity")
            | _named("erp.quality", "open_inspection")
            | _named("erp.people", *_ROSTERS),
        ),
        RoleRule(
            "LOGISTICS",
            "Logistics",
            "物流",
            _EVERYBODY
            | _all("erp.delivery", "scm.distribution", "scm.transport")
            | _reads(*_GOODS_SIDE),
        ),
        RoleRule(
            "ACCOUNTANT",
            "Accountant",
            "会计",
            _EVERYBODY
            | _all(*_BOOKS)
            | _reads(*_GOODS_SIDE, "scm.transport")
            | {
                "erp.returns.refund_return",
                "erp.returns.set_return_policy",
                "erp.sales_orders.*credit*",
                "stem.masterdata.*currenc*",
                "stem.masterdata.*rate*",
                "stem.masterdata.*tax*",
            },
        ),
        RoleRule(
            "QUALITY",
            "Quality",
            "质量",
            _EVERYBODY
            | _all("erp.quality")
            | _reads(*_GOODS_SIDE, "erp.costing", "crm.service", "scm.suppliers"),
        ),
        RoleRule("PEOPLE", "People", "人事", _EVERYBODY | _all("erp.people")),
        RoleRule(
            "SERVICE",
            "Service",
            "客户服务",
            _EVERYBODY
            | _all("crm.service", "crm.accounts", "crm.consent", "crm.satisfaction", "crm.profiles")
            | _reads(*_SALES_SIDE, "erp.inventory", "erp.quality", "erp.returns", "scm.promising")
            | _reads("crm.loyalty", "scm.transport")
            | _named(
                "erp.returns", "create_return", "settle_return", "close_return", "cancel_return"
            ),
        ),
        RoleRule(
            "MANAGER",
            "Manager",
            "经理",
            _EVERYBODY
            | _all("crm.*", *_ERP_BUT_PEOPLE, "scm.*")
            | _all("stem.masterdata", "stem.audit", "stem.jobs")
            | _named("erp.people", *_TEAM)
            | _all("insight.*")
            | _reads("stem.identity", "stem.events"),
        ),
        RoleRule("ADMIN", "Administrator", "管理员", frozenset({"*"})),
        RoleRule(
            "SUPPLIER_PORTAL",
            "Supplier portal",
            "供应商门户",
            _named(
                "erp.purchasing",
                "get_purchase_order",
                "list_purchase_orders",
                "list_order_lines",
                "list_open_schedule_lines",
                "list_receipts",
                "answer_purchase_order",
            )
            | _named("scm.suppliers", "get_supplier_scorecard")
            | _named("stem.identity", "get_own_account", "change_own_settings"),
            is_portal=True,
        ),
        RoleRule(
            "CARRIER_PORTAL",
            "Carrier portal",
            "承运商门户",
            _named(
                "scm.transport",
                "list_shipments",
                "get_shipment",
                "list_track_events",
                "record_tracking",
                "record_proof",
            )
            | _named("stem.identity", "get_own_account", "change_own_settings"),
            is_portal=True,
        ),
        RoleRule(
            "CUSTOMER_PORTAL",
            "Customer portal",
            "客户门户",
            _named(
                "erp.sales_orders",
                "get_sales_order",
                "get_sales_order_parts",
                "list_sales_orders",
                "list_orders_parts",
                "list_amendments",
            )
            | _named("erp.delivery", "get_delivery", "list_deliveries")
            | _named("scm.transport", "list_arrivals")
            | _named("erp.invoicing", "get_invoice", "list_invoices")
            | _named("crm.quoting", "get_quotation", "list_quotations", "accept_quotation")
            | _named("crm.quoting", "decline_quotation")
            | _named("crm.service", "list_own_cases", "get_own_case", "list_own_messages")
            | _named("crm.service", "list_own_returns", "open_own_case", "answer_own_case")
            | _named("crm.service", "close_own_case", "list_units", "check_warranty")
            | _named("stem.identity", "get_own_account", "change_own_settings"),
            is_portal=True,
        ),
    )
}

ADMIN_ONLY = frozenset({"stem.identity.*", "stem.events.*"})
"""Commands that no role but ADMIN needs."""


def permissions_of(code: str) -> frozenset[str]:
    """The patterns of a role of the house; none for a role made by the company."""
    rule = ROLES.get(code)
    return rule.permissions if rule else frozenset()
