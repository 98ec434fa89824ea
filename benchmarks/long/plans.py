"""Whether every list and every cursor is answered by an index when tables are large.

    python benchmarks/long/plans.py

All tables are filled with rows that nobody made (`harness.filling`: a million in the largest, ten
thousand items, five thousand partners), and every list of the API is asked for its first page and
one in the middle in each of its orders, and by each of its filters; a company without rows asks
too. Each statement is run by EXPLAIN ANALYZE. Gate: none reads more than `AT_MOST` rows in one
scan or sorts more, but those of `KNOWN`. In a database that was filled before it only asks.
"""

from collections.abc import Callable, Iterator
from typing import Any

from harness import Figure, gate, run
from harness.asking import ask
from harness.company import AT, analyze
from harness.explaining import Plan, explain, statements_of
from harness.filling import fill, tables
from harness.questions import LIMIT, is_page, lists, model_of, questions

AT_MOST = 10_000
KNOWN = {
    "search=": "words within a text: the table is read",
    "to_date=": "a last day in the order of ids: what is newer is passed over",
    "to_at=": "as to_date",
    "last_date=": "as to_date",
    "starts_before=": "as to_date",
    "counted_until=": "as to_date",
    "due_by=": "as to_date",
    "sort=on_hand": "changes with every movement: an index would cost each of them a version",
    "sort=-on_hand": "as on_hand",
    "/costing/item-values": "as on_hand: one row an item and site",
    "/product-costs": "one row an item",
    "/failure-trends": "one row an item and failure code",
    "/webhooks": "counts what waits for each",
    "has_warnings=": "whether another table has rows",
    "breached=false": "all but a few",
    "is_endangered=false": "all but a few",
    "/sales-orders/endangered-lines": "a fiftieth of all lines here; of a company's a few",
    "/purchase-orders/open-lines?limit=50&site_id=": "the orders of one of twenty sites",
    "is_with_customer=": "most rows; few lie before",
    "is_open=": "depends on two amounts of the row",
    "reason_code=": "words in an array",
    "item_id=": "postings and answers of an item: asked for seldom, written always",
    "/planning/planned-orders?limit=50&sales_order_id=": "follows pegs, here drawn by lot",
    "sales_order_id=": "arrays that are empty here",
    "account_code=": "an account that is not there",
}
"""Parts of addresses whose answers may read more, and why."""
LEFT_OUT = {
    "stem_api_key", "stem_company", "stem_cursor", "stem_idempotency_key", "stem_import_mapping",
    "stem_import_mapping_column", "stem_membership", "stem_number_series", "stem_parked_event",
    "stem_role", "stem_user", "stem_unit", "erp_ledger_account", "erp_posting_rule",
}  # fmt: skip
SMALL = {
    "stem_calendar", "stem_calendar_shift", "stem_calendar_exception", "stem_item_family",
    "stem_price_list", "stem_promotion", "stem_setup_matrix", "stem_setup_rule", "stem_site",
    "stem_location", "stem_work_center", "stem_tax", "stem_payment_term", "stem_webhook",
    "crm_segment", "crm_campaign", "crm_lead_form", "crm_assignment_rule", "crm_service_queue",
    "crm_service_level", "crm_service_code", "crm_warranty_term", "crm_service_form",
    "crm_health_weight", "erp_bank_account", "erp_fiscal_year", "erp_fiscal_period",
    "erp_org_unit", "erp_position", "erp_leave_kind",
    "erp_shift_pattern", "erp_skill", "erp_defect_code", "scm_forecast_version",
}  # fmt: skip
MASTERS = {
    "stem_item": 10_000, "stem_item_company": 10_000, "stem_item_site": 10_000,
    "stem_party": 5_000, "stem_party_company": 5_000, "stem_party_contact": 10_000,
    "stem_party_address": 10_000, "stem_party_tax_id": 5_000, "stem_bill": 20_000,
    "stem_routing": 20_000, "crm_account": 5_000, "erp_employee": 5_000,
    "erp_item_value": 10_000, "erp_product_service_cost": 10_000,
    "erp_quality_alert": 5_000, "erp_failure_trend": 10_000, "scm_forecast_override": 5_000,
    "scm_lost_demand": 10_000, "scm_promise_risk": 5_000, "scm_supplier_rejection": 10_000,
    "scm_supplier_alert": 10_000, "erp_customer_return": 20_000, "erp_roster": 5_000,
    "erp_employee_skill": 10_000,
    "erp_work_center_skill": 500, "erp_assignment": 8_000, "erp_leave_request": 10_000,
    "erp_stock_count": 5_000, "erp_employee_personal": 5_000, "erp_employee_contract": 8_000,
    "erp_leave_adjustment": 10_000, "scm_carrier_term": 200, "scm_carrier_rate": 5_000,
    "scm_forecast_setting": 40_000, "scm_learned_lead_time": 10_000, "scm_supplier_score": 5_000,
    "crm_canned_answer": 500, "crm_knowledge_article": 2_000, "crm_behaviour": 5_000,
    "crm_health": 5_000, "stem_exchange_rate": 5_000, "stem_supplier_term": 20_000,
}  # fmt: skip
HUGE = {
    "stem_command_log", "crm_customer_event", "erp_valuation", "erp_valuation_line",
    "erp_stock_movement", "erp_stock_ledger", "erp_journal_entry", "erp_posting", "erp_open_item",
    "erp_sales_order_line", "erp_sales_order_line_tax", "erp_sales_schedule_line",
}  # fmt: skip
DOCUMENTS = {
    "crm_quotation", "crm_case", "crm_lead", "erp_delivery", "erp_delivery_line",
    "erp_sales_invoice", "erp_sales_invoice_line", "erp_payment", "erp_production_order",
    "erp_purchase_order", "erp_purchase_order_line", "erp_purchase_schedule_line",
    "erp_supplier_invoice", "erp_sales_order", "erp_inspection", "scm_known_demand",
    "scm_known_supply", "scm_planned_order", "scm_plan_peg",
}  # fmt: skip


def measure() -> Iterator[Figure]:
    rows = _fill()
    found = [*_answers(_get("BENCH"), _get("YOUNG")), *_cursors()]
    bad = [(url, plan) for url, plan in found if max(plan.read, plan.sorted) > AT_MOST]
    known = [(url, plan) for url, plan in bad if any(part in url for part in KNOWN)]
    for url, plan in bad:
        print(f"  {_mark(url)} {url[:110]}: {plan.read:,} read, {plan.sorted:,} sorted,"
              f" {plan.milliseconds:.0f} ms, {plan.table}", flush=True)  # fmt: skip
    gate(len(known) == len(bad), f"{len(bad) - len(known)} statements read too much")
    yield Figure(
        name=f"statements of lists and cursors explained on {rows:,} rows",
        value=len(found),
        unit="",
        more_is_better=True,
        floor=3_000,
        beside=f"{len(known)} read more than {AT_MOST:,} rows, for a known reason; the slowest of"
        f" all others {max(plan.milliseconds for _, plan in found if plan.read <= AT_MOST):.0f} ms",
    )


def _mark(url: str) -> str:
    return next((f"known ({why})" for part, why in KNOWN.items() if part in url), "BAD")


def _fill() -> int:
    from sanye.stem.identity.models import Company

    if not Company.objects.filter(code="BENCH").exists():
        _company("YOUNG")
        company_id = _company("BENCH")
        fill(company_id, counts())
        ask(_EVENTS, company=company_id)
        analyze()
    return int(ask("SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE relname !~ 'event$'"))


_EVENTS = """
    INSERT INTO stem_event (event_id, company_id, type, subject, key, data, actor_name,
                            command_id, correlation_id, recorded_at, xid)
    SELECT gen_random_uuid(), %(company)s,
           (ARRAY['erp.inventory.StockMoved.v1', 'erp.costing.StockValued.v1'])[1 + n %% 2], '',
           gen_random_uuid(), '{}', 'bench', gen_random_uuid(), gen_random_uuid(), now(),
           (3 + n::bigint * pg_current_xact_id()::text::bigint / 1000001)::text::xid8
      FROM generate_series(1, 1000000) AS n
"""
"""As if they had been written since the first transaction of the server."""


def _company(code: str) -> Any:
    from sanye.erp.ledger.commands import open_books
    from sanye.kernel.actors import system_actor
    from sanye.kernel.ids import new_id
    from sanye.stem.identity import commands as identity

    company_id = new_id()
    acting: dict[str, Any] = {"by": system_actor(company_id, "bench"), "at": AT}
    identity.create_company(
        company_id=company_id,
        company_code=code,
        name=code,
        country="CN",
        functional_currency="CNY",
        chart="CN",
        **acting,
    )
    open_books(**acting)
    return company_id


def _get(code: str) -> Callable[[str], Any]:
    """Asks as an administrator of the company."""
    from django.test import Client

    from sanye.kernel.actors import system_actor
    from sanye.kernel.ids import new_id
    from sanye.stem.identity import commands as identity
    from sanye.stem.identity.models import Company

    company_id = Company.objects.get(code=code).id
    acting: dict[str, Any] = {"by": system_actor(company_id, "bench"), "at": AT}
    user = identity.create_user(login=f"plans-{new_id().hex[-8:]}", is_service=True, **acting)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", **acting)
    key = identity.issue_api_key(user_id=user.id, name="plans", **acting).token
    client = Client(
        SERVER_NAME="127.0.0.1",
        headers={"Authorization": f"Bearer {key}"},
        raise_request_exception=False,
    )
    return client.get


def _answers(big: Callable[[str], Any], young: Callable[[str], Any]) -> Iterator[tuple[str, Plan]]:
    seen: set[tuple[str, str]] = set()
    for path, filters in lists():
        first = f"{path}?limit={LIMIT}"
        pages = [sql for sql, _ in statements_of(lambda url=first: big(url)) if is_page(sql)]
        for url in questions(path, filters, big, model_of(pages[0]) if pages else None):
            asking = [big] if "&" in url and "&sort=" not in url else [big, young]
            for get in asking:
                for sql, params in statements_of(lambda get=get, url=url: get(url)):
                    if (sql, repr(params)) not in seen:
                        seen.add((sql, repr(params)))
                        yield url.removeprefix("/api/v1"), explain(sql, params)


def _cursors() -> Iterator[tuple[str, Plan]]:
    """A consumer at the tail, a thousand events behind, in the middle of a backlog and at its
    beginning; and the question of an idle worker."""
    from sanye.stem.events import reading, worker
    from sanye.stem.identity.models import Company

    company_id = Company.objects.get(code="BENCH").id
    now = ask("SELECT pg_current_snapshot()::text")
    late = ask("SELECT xid::text FROM stem_event ORDER BY position DESC OFFSET 1000 LIMIT 1")
    windows = {
        "at the tail": (now, None, 0),
        "a thousand behind": (f"{late}:{late}:", None, 0),
        "in the middle": ("1:1:", now, 500_000),
        "at the beginning": ("1:1:", now, 0),
    }
    for name, (done, target, position) in windows.items():
        window = reading.Window(done=done, target=target, page_position=position)
        for types in (None, ["erp.inventory.StockMoved.v1"], ["none.Such.v1"]):
            sent = statements_of(
                lambda w=window, t=types: reading.read_batch(w, company_id, t, 200, now=now)
            )
            for sql, params in sent:
                yield f"events {name}", explain(sql, params)
    yield "news of events", explain(worker._NEWS, [now.split(":")[1], "{}"])


def counts() -> dict[str, int]:
    """Rows of each table that is filled."""
    found = {}
    for model in tables():
        name = model._meta.db_table
        if name in LEFT_OUT:
            continue
        if name in SMALL or name.endswith("_policy"):
            found[name] = 20
        elif name in HUGE:
            found[name] = 1_000_000
        elif name in DOCUMENTS:
            found[name] = 200_000
        else:
            found[name] = MASTERS.get(name, 100_000)
    return found


if __name__ == "__main__":
    run(measure)
