def post(api, path, body):
    return api.post(f"/api/v1{path}", body, content_type="application/json")


def test_a_return_over_the_api(shop, api):
    sold = shop.sell(2)
    body = {
        "customer_id": str(shop.trader.customer.id),
        "lines": [{"delivery_line_id": str(sold.id), "failure_code": "NOISE"}],
    }

    made = post(api, "/customer-returns", body)
    assert made.status_code == 201, made.content
    row = made.json()
    line = {"line_id": row["lines"][0]["id"], "quantity": "2"}
    path = f"/customer-returns/{row['id']}"
    assert post(api, f"{path}/receive", {"lines": [line]}).status_code == 200
    (inspection,) = api.get("/api/v1/inspections?source_type=customer_return").json()["items"]
    decided = post(api, f"/inspections/{inspection['id']}/decide", {"passed_quantity": "2"})
    assert decided.status_code == 200
    refunded = post(api, f"{path}/refund", {"lines": [{**line, "quantity": "1"}]})
    assert refunded.status_code == 200, refunded.content
    settled = post(
        api, f"{path}/settle", {"lines": [{**line, "quantity": "1", "outcome": "REPLACE"}]}
    )

    assert settled.status_code == 200, settled.content
    shown = settled.json()
    assert shown["status"] == "CLOSED"
    assert [one["credit_amount"] for one in shown["settlements"]] == ["1200.0000", "0.0000"]
    page = api.get("/api/v1/customer-returns?status=CLOSED").json()
    assert [one["number"] for one in page["items"]] == [shown["number"]]


def test_a_refusal_names_its_row(shop, api):
    sold = shop.sell(2)
    body = {
        "customer_id": str(shop.trader.customer.id),
        "lines": [{"delivery_line_id": str(sold.id), "quantity": "3"}],
    }

    answer = post(api, "/customer-returns", body)

    assert answer.status_code == 409
    assert answer.json()["code"] == "erp.returns.returned_too_much"
    assert answer.json()["errors"][0]["row"] == 1


def test_the_policy_is_read_and_set(api):
    assert api.get("/api/v1/customer-returns/policy").json() == {"unsold_credit_ratio": "0.5"}

    answer = api.put(
        "/api/v1/customer-returns/policy",
        {"unsold_credit_ratio": "1.5"},
        content_type="application/json",
    )

    assert answer.status_code == 422
