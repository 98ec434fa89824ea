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


_EVERYBODY = _reads("stem.masterdata", "stem.jobs", "stem.numbering") | {
    "stem.identity.get_own_*",
    "stem.identity.change_own_*",
    "stem.exchange.*",
    "stem.documents.*",
    "insight.*",
}
_SELLING = _all("crm.accounts", "crm.pipeline", "crm.quoting", "erp.sales_orders")
_GOODS = ("erp.inventory", "erp.sales_orders", "erp.purchasing", "erp.production")

ROLES: dict[str, RoleRule] = {
    rule.code: rule
    for rule in (
        RoleRule(
            "SALES",
            "Sales",
            "销售",
            _EVERYBODY
            | _SELLING
            | _all("crm.marketing", "crm.loyalty", "scm.promising", "scm.demand")
            | _reads("erp.inventory", "erp.receivables", "scm.planning", "crm.service"),
        ),
        RoleRule(
            "PLANNER",
            "Planner",
            "计划员",
            _EVERYBODY
            | _all("scm.*", "erp.production", "stem.masterdata")
            | _reads("erp.inventory", "erp.purchasing", "erp.sales_orders", "crm.pipeline"),
        ),
        RoleRule(
            "BUYER",
            "Buyer",
            "采购员",
            _EVERYBODY
            | _all("erp.purchasing", "scm.suppliers", "stem.masterdata")
            | _reads("erp.inventory", "erp.payables", "scm.planning", "scm.promising"),
        ),
        RoleRule(
            "STOREKEEPER",
            "Storekeeper",
            "仓管员",
            _EVERYBODY
            | _all("erp.inventory", "scm.stocking")
            | _reads(*_GOODS)
            | {
                "erp.purchasing.receive_*",
                "erp.purchasing.return_*",
                "erp.sales_orders.pick_*",
                "erp.sales_orders.ship_*",
                "erp.sales_orders.*delivery*",
                "erp.production.issue_*",
                "erp.production.backflush_*",
            },
        ),
        RoleRule(
            "PRODUCTION",
            "Production",
            "生产",
            _EVERYBODY
            | _all("erp.production", "scm.scheduling")
            | _reads("erp.inventory", "scm.planning"),
        ),
        RoleRule(
            "LOGISTICS",
            "Logistics",
            "物流",
            _EVERYBODY
            | _all("scm.distribution", "scm.transport")
            | _reads(*_GOODS)
            | {
                "erp.sales_orders.pick_*",
                "erp.sales_orders.ship_*",
                "erp.sales_orders.prove_*",
                "erp.sales_orders.*delivery*",
            },
        ),
        RoleRule(
            "ACCOUNTANT",
            "Accountant",
            "会计",
            _EVERYBODY
            | _all("erp.ledger", "erp.receivables", "erp.payables", "erp.treasury", "erp.costing")
            | _reads(*_GOODS)
            | {
                "erp.sales_orders.*invoice*",
                "erp.sales_orders.*credit*",
                "erp.purchasing.*invoice*",
                "stem.masterdata.*currenc*",
                "stem.masterdata.*rate*",
                "stem.masterdata.*tax*",
            },
        ),
        RoleRule("PEOPLE", "People", "人事", _EVERYBODY | _all("erp.people")),
        RoleRule(
            "SERVICE",
            "Service",
            "客户服务",
            _EVERYBODY
            | _all("crm.service", "crm.accounts")
            | _reads("erp.sales_orders", "erp.inventory", "scm.promising"),
        ),
        RoleRule(
            "MANAGER",
            "Manager",
            "经理",
            _EVERYBODY
            | _all("crm.*", "erp.*", "scm.*", "stem.masterdata", "stem.audit", "stem.jobs")
            | _reads("stem.identity", "stem.events"),
        ),
        RoleRule("ADMIN", "Administrator", "管理员", frozenset({"*"})),
        RoleRule(
            "SUPPLIER_PORTAL",
            "Supplier portal",
            "供应商门户",
            _reads("erp.purchasing") | {"stem.identity.get_own_*", "erp.purchasing.answer_*"},
            is_portal=True,
        ),
        RoleRule(
            "CUSTOMER_PORTAL",
            "Customer portal",
            "客户门户",
            _reads("erp.sales_orders", "crm.quoting", "erp.receivables")
            | {"stem.identity.get_own_*", "crm.quoting.accept_*"},
            is_portal=True,
        ),
    )
}

ADMIN_ONLY = frozenset({"stem.identity.*", "stem.events.*", "stem.jobs.*"})
"""Commands that no role but ADMIN needs."""


def permissions_of(code: str) -> frozenset[str]:
    """The patterns of a role of the house; none for a role made by the company."""
    rule = ROLES.get(code)
    return rule.permissions if rule else frozenset()
