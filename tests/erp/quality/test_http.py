def test_a_receipt_is_inspected_over_the_api(received, api, stock):
    row = received(10)

    page = api.get("/api/v1/inspections?status=OPEN").json()
    assert [one["number"] for one in page["items"]] == [row.number]
    answer = api.post(
        f"/api/v1/inspections/{row.id}/decide",
        {
            "passed_quantity": "7",
            "failed_quantity": "3",
            "defect_code": "DIMENSION",
            "disposition": "REWORK",
        },
        content_type="application/json",
    )

    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], answer.json()["open_quantity"]) == ("DECIDED", "0.000000")
    assert stock() == {"AVAILABLE": 7, "BLOCKED": 3}
    decision = answer.json()["decisions"][0]
    path = f"/api/v1/inspections/{row.id}/decisions/{decision['id']}/reverse"
    assert api.post(path, {"reason": "x"}, content_type="application/json").status_code == 200
    assert stock() == {"QUARANTINE": 10}


def test_failure_codes_are_put_as_a_list(api):
    body = [{"code": "RUST", "name": "Rust", "name_zh": "生锈"}]

    assert api.put("/api/v1/defect-codes", body, content_type="application/json").status_code == 200

    (row,) = api.get("/api/v1/defect-codes").json()["items"]
    assert (row["code"], row["name_zh"]) == ("RUST", "生锈")


def test_a_bad_decision_names_its_field(received, api, stock):
    row = received(10)

    answer = api.post(
        f"/api/v1/inspections/{row.id}/decide",
        {"passed_quantity": "7", "failed_quantity": "3", "disposition": "SCRAP"},
        content_type="application/json",
    )

    assert answer.status_code == 422
    assert answer.json()["code"] == "erp.quality.defect_code_missing"
    assert answer.json()["errors"][0]["field"] == "defect_code"
    assert stock() == {"QUARANTINE": 10}


def test_nothing_is_decided_in_the_year_one(received, api):
    row = received(10)

    answer = api.post(
        f"/api/v1/inspections/{row.id}/decide",
        {"passed_quantity": "10", "decided_date": "0001-01-01"},
        content_type="application/json",
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "decided_date"
