"""Masters changed one by one, in batches and by files; policies, users and webhooks."""

from tests.faults.kinds.clerk import Clerk, Row, deed

MASTERS = ("items", "parties", "price-lists", "supplier-terms", "item-sites", "boms", "routings")


@deed(4)
def change_an_item(clerk: Clerk) -> None:
    item = clerk.random.choice([*clerk.company.sold, *clerk.company.bought])
    clerk.patch(f"/items/{item}", {"name_en": f"Thing {clerk.random.randrange(1000)}"})


@deed(4)
def change_how_an_item_is_planned(clerk: Clerk) -> None:
    row = clerk.some(clerk.all("/item-sites"))
    clerk.patch(f"/item-sites/{row['id']}", {"safety_stock": clerk.random.randrange(500)})


@deed(3)
def change_a_price(clerk: Clerk) -> None:
    row, codes = clerk.one("/price-lists"), clerk.company.codes
    lines = [
        {"item": codes[item], "unit": "C62", "unit_price": clerk.random.randint(100, 200)}
        for item in clerk.company.sold
    ]
    clerk.patch(f"/price-lists/{row['id']}", {"lines": lines})


@deed(4)
def change_a_party(clerk: Clerk) -> None:
    party = clerk.random.choice([*clerk.company.customers, *clerk.company.suppliers])
    website = f"https://example.org/{clerk.random.randrange(99)}"
    clerk.patch(f"/parties/{party}", {"website": website})


@deed(3)
def change_credit(clerk: Clerk) -> None:
    code = clerk.company.codes[clerk.random.choice(clerk.company.customers)]
    row: Row = {"party": code, "currency": "CNY", "receivable_term": "NET30"}
    row["credit_limit"] = clerk.random.choice((5_000, 50_000, 500_000, 500_000))
    clerk.post("/party-companies/bulk", [row])


@deed(3)
def change_terms(clerk: Clerk) -> None:
    row = clerk.some(clerk.company.offers)
    body = {"lead_time_days": clerk.random.randint(2, 9), "priority": clerk.random.randint(1, 3)}
    clerk.patch(f"/supplier-terms/{row['id']}", body)


@deed(2)
def change_several_items(clerk: Clerk) -> None:
    codes = [clerk.company.codes[item] for item in (*clerk.company.bought, *clerk.company.made)]
    clerk.random.shuffle(codes)
    rows: list[Row] = [{"item": code, "site": "PLANT"} for code in codes]
    made = {clerk.company.codes[item] for item in clerk.company.made}
    for row in rows:
        row["source"] = "MAKE" if row["item"] in made else "BUY"
        row["safety_stock"] = clerk.random.randrange(100)
    clerk.post("/item-sites/bulk", rows)


@deed(2)
def change_a_bill(clerk: Clerk) -> None:
    row, codes = clerk.one("/bills"), clerk.company.codes
    ratio = clerk.random.choice(("0", "0.01"))
    lines = [
        {"component": codes[line["component_id"]], "quantity": line["quantity"]}
        | {"scrap_ratio": ratio}
        for line in clerk.get(f"/bills/{row['id']}")["lines"]
    ]
    clerk.patch(f"/bills/{row['id']}", {"lines": lines})


@deed(2)
def change_a_routing(clerk: Clerk) -> None:
    row = clerk.some(clerk.all("/routings"))
    operations = clerk.get(f"/routings/{row['id']}")["operations"]
    centers = {center["id"]: f"PLANT/{center['code']}" for center in clerk.all("/work-centers")}
    kept = [
        {"number": one["number"], "name": one["name"]}
        | {"work_center": centers[one["work_center_id"]]}
        | {"setup_minutes": "20", "run_minutes": clerk.random.choice(("0.5", "0.7"))}
        for one in operations
    ]
    clerk.patch(f"/routings/{row['id']}", {"operations": kept})


@deed(1)
def archive_and_restore(clerk: Clerk) -> None:
    row = clerk.some(clerk.company.offers)
    clerk.post(f"/supplier-terms/{row['id']}/archive")
    clerk.post(f"/supplier-terms/{row['id']}/restore")


@deed(2)
def add_masters(clerk: Clerk) -> None:
    number = clerk.random.randrange(10**6)
    clerk.post(
        "/items/bulk",
        [
            {"code": f"X-{number}", "name": "new", "kind": "BUY", "unit": "C62"},
            {"code": f"X-{number % 10}", "name": "known", "kind": "BUY", "unit": "C62"},
        ],
    )
    clerk.post("/parties", {"code": f"P-{number}", "name": "new", "roles": ["BANK"]})


@deed(4)
def read_a_file_in(clerk: Clerk) -> None:
    kind = clerk.random.choice(MASTERS)
    file = clerk.read(f"/exports/{kind}", format="csv")
    lines = file.splitlines(keepends=True)
    if kind not in ("boms", "routings", "price-lists", "supplier-terms"):
        body = lines[1:]
        clerk.random.shuffle(body)
        file = b"".join([lines[0], *body])
    clerk.post(f"/imports/{kind}", files={"file": (f"{kind}.csv", file, "text/csv")})


@deed(2)
def change_a_policy(clerk: Clerk) -> None:
    chosen = clerk.random.randrange(5)
    if chosen == 0:
        body: Row = {"window_days": 7, "approval_amount": clerk.random.choice((300, 3_000))}
        clerk.put("/purchasing-policies", body | {"answer_days": 3})
    elif chosen == 1:
        body = {"site_id": clerk.company.sites[0], "over_completion_ratio": "0.05"}
        body |= {"over_issue_ratio": "0.1", "short_backflush_ratio": "0.1", "backflushes": True}
        clerk.put("/production-orders/policy", body)
    elif chosen == 2:
        clerk.put("/match-policies", {"price_tolerance_ratio": "0.02", "date_tolerance_days": 3})
    elif chosen == 3:
        clerk.put("/customer-returns/policy", {"unsold_credit_ratio": "0.5"})
    else:
        clerk.put("/product-costs/policy", {"window_days": 365, "change_ratio": "0.1"})


@deed(1)
def add_a_user(clerk: Clerk) -> None:
    login = f"clerk-{clerk.random.randrange(10**9)}"
    user = clerk.post("/users", {"login": login, "name": "New", "is_service": True})
    member = clerk.post(f"/users/{user['id']}/memberships", {"role_code": "BUYER"})
    key = clerk.post("/api-keys", {"user_id": user["id"], "name": login})
    clerk.post(f"/api-keys/{(key.get('key') or key)['id']}/revoke")
    clerk.delete(f"/users/{user['id']}/memberships/{member['id']}")
    clerk.post(f"/users/{user['id']}/block")


@deed(1)
def change_a_webhook(clerk: Clerk) -> None:
    hook = clerk.one("/webhooks")
    step = clerk.random.choice(("pause", "resume", "resume", "secret", "test", "test"))
    clerk.post(f"/webhooks/{hook['id']}/{step}")


@deed(1)
def put_exchange_rates(clerk: Clerk) -> None:
    rows = [
        {"from_currency": one, "to_currency": "CNY", "rate_date": clerk.today, "rate": "7.1"}
        for one in clerk.several(["USD", "EUR", "SEK"], 3)
    ]
    clerk.post("/exchange-rates/bulk", rows)
