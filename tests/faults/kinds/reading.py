"""Lists, figures, journeys and exports, read while everything is changing."""

from tests.faults.kinds.clerk import Clerk, deed

LISTS = (
    "/sales-orders", "/sales-orders/endangered-lines", "/deliveries", "/shipments",
    "/sales-invoices", "/receivables/open-items", "/payables/open-items", "/purchase-orders",
    "/purchase-orders/open-lines",
    "/goods-receipts", "/production-orders", "/inspections", "/stock/balances", "/stock/movements",
    "/stock/allocations", "/planning/planned-orders", "/planning/pegs", "/planning/runs",
    "/planning/promise-risks", "/promises/holds", "/supplier-lines", "/supplier-scores",
    "/accounts",
    "/costing/item-values", "/costing/work-in-process", "/costing/received-not-invoiced",
    "/ledger/journal-entries", "/ledger/postings", "/command-log", "/jobs", "/demand/entries",
    "/quality-alerts", "/freight-accruals", "/installed-units", "/product-costs",
    "/customers/health",
)  # fmt: skip
FIGURES = (
    "/ledger/trial-balance", "/ledger/balance-sheet", "/metrics", "/metrics/values", "/order-cycle",
    "/receivables/ageing", "/payables/ageing", "/planning/preview", "/cases/counts",
    "/ledger/income-statement", "/openapi.json",
)  # fmt: skip
FILES = (
    "items", "parties", "boms", "item-sites", "price-lists", "supplier-terms", "routings",
)  # fmt: skip


@deed(8)
def read_lists(clerk: Clerk) -> None:
    for path in clerk.random.sample(LISTS, 3):
        clerk.get(path, limit=clerk.random.choice((20, 100)))


@deed(5)
def read_figures(clerk: Clerk) -> None:
    path = clerk.random.choice(FIGURES)
    days = {"from_date": clerk.day(-30, -30), "to_date": clerk.today, "as_of": clerk.today}
    clerk.get(path, **days)


@deed(3)
def follow_a_journey(clerk: Clerk) -> None:
    order = clerk.one("/sales-orders")
    clerk.get(f"/journeys/{order['number']}")


@deed(2)
def see_the_load(clerk: Clerk) -> None:
    days = {"from_date": clerk.today, "to_date": clerk.day(20, 30)}
    clerk.get("/capacity/load", site_id=clerk.company.sites[0], **days)


@deed(3)
def write_a_file_out(clerk: Clerk) -> None:
    kind, form = clerk.random.choice(FILES), clerk.random.choice(("csv", "xlsx"))
    clerk.read(f"/exports/{kind}", format=form)


@deed(2)
def read_histories(clerk: Clerk) -> None:
    party = clerk.random.choice(clerk.company.customers)
    clerk.get(f"/customer-profiles/{party}")
    clerk.get(f"/receivables/positions/{party}", as_of=clerk.today)
    clerk.get("/sales-orders/exposure", customer_id=party)
