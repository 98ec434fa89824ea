"""The doors of transport, for shippers, carriers and customers."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from sanye.kernel.ids import new_id
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from tests.factories.transport import Road

JSON = "application/json"


@pytest.fixture
def at() -> datetime:
    """A door reads the clock."""
    return datetime.now(UTC) - timedelta(minutes=5)


@pytest.fixture
def door(by) -> Callable[..., Client]:
    """A client of the API with these rights and, for a portal, these parties."""

    def open_for(*permissions: str, party_ids: list[UUID] | None = None) -> Client:
        name = f"u{new_id().hex[-8:]}"
        role = Role.objects.create(
            code=name.upper(), name=name, permissions=list(permissions) or ["*"]
        )
        user = User.objects.create(login=name)
        Membership.objects.create(
            user=user, company_id=by.company_id, role=role, is_default=True, party_ids=party_ids
        )
        secret = f"secret-of-{name}"
        ApiKey.objects.create(
            user=user,
            company_id=by.company_id,
            name="test",
            prefix=name[-8:],
            secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
            scopes=["*"],
        )
        return Client(headers={"Authorization": f"Bearer sanye_{name[-8:]}_{secret}"})

    return open_for


def post(client: Client, path: str, body: Any = None, status: int = 200) -> Any:
    answer = client.post(f"/api/v1{path}", body or {}, content_type=JSON)
    assert answer.status_code == status, answer.content
    return answer.json()


def get(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_shipment_goes_from_planned_to_delivered(road: Road, door) -> None:
    client, carrier = door(), road.carrier()
    body = {
        "carrier_id": str(carrier.id),
        "code": "STD",
        "basis": "WEIGHT",
        "currency": "CNY",
        "rates": [{"country": "CN", "unit_amount": "1", "transit_days": 2}],
    }
    term = client.put("/api/v1/carrier-terms", body, content_type=JSON).json()
    deliveries = [str(road.delivery(10)), str(road.delivery(20))]
    ready = get(client, "/shipments/deliveries?status=PICKED&sort=number")["items"]
    assert [row["delivery_id"] for row in ready] == deliveries

    made = post(client, "/shipments", {"delivery_ids": deliveries[:1]}, 201)
    path = f"/shipments/{made['id']}"
    changed = client.patch(
        f"/api/v1{path}",
        {
            "delivery_ids": deliveries,
            "loads": [{"delivery_id": deliveries[0], "weight": "30", "pallet_count": 1}],
        },
        content_type=JSON,
    ).json()
    assert [(s["position"], float(s["weight"])) for s in changed["stops"]] == [(1, 30), (2, 30)]
    (offer,) = get(client, f"{path}/offers")
    assert (offer["amount"], offer["term_id"]) == ("60.00", term["id"])
    chosen = post(client, f"{path}/carrier", {"term_id": offer["term_id"]})
    assert (chosen["freight_source"], chosen["carrier_code"]) == ("RATE", "SF")
    left = post(client, f"{path}/dispatch", {"tracking_number": "T-1"})
    assert (left["status"], left["freight_cost"]) == ("DISPATCHED", "60.0000")
    moved = post(
        client,
        f"{path}/tracking",
        {"code": "DELAYED", "happened_at": datetime.now(UTC).isoformat(), "delay_days": 1},
        201,
    )
    assert get(client, f"{path}/tracking")["items"][0]["id"] == moved["id"]
    corrected = post(client, f"{path}/freight", {"amount": "66.00", "reason": "toll"})
    assert corrected["freight_cost"] == "66.0000"
    for delivery in deliveries:
        done = post(client, f"{path}/proof", {"delivery_id": delivery, "signed_by": "王芳"})
    assert (done["status"], done["stops"][0]["signed_by"]) == ("DELIVERED", "王芳")
    assert get(client, f"/shipments?delivery_id={deliveries[0]}")["items"][0]["id"] == made["id"]
    assert len(get(client, "/shipments/freight/customers")) == 2
    assert [row["amount"] for row in get(client, "/shipments/freight/deliveries")] == [
        "33.0000",
        "33.0000",
    ]
    assert get(client, "/shipments/transit-times")[0]["delivery_count"] == 2
    erased = post(client, "/shipments/signatures/erase", {"delivery_id": deliveries[0]})
    assert erased == {"erased": 1}


def test_a_customer_sees_its_own_arrivals_and_no_freight(road: Road, door) -> None:
    mine, theirs = road.customer(), road.customer()
    shipment = road.dispatch(
        road.shipment(
            road.delivery(1, mine), road.delivery(1, theirs), term_id=road.term(road.carrier()).id
        )
    )
    client = door("scm.transport.list_arrivals", party_ids=[mine[0].id])

    (seen,) = get(client, "/shipments/arrivals")["items"]

    assert (seen["customer_id"], seen["shipment_number"]) == (str(mine[0].id), shipment.number)
    assert not [name for name in seen if "freight" in name or "amount" in name]
    assert client.get(f"/api/v1/shipments/{shipment.id}").status_code == 403


def test_a_carrier_reports_on_its_own_shipments_alone(road: Road, door) -> None:
    ours, other = road.carrier("OURS"), road.carrier("OTHER")
    mine = road.dispatch(
        road.shipment(road.delivery(), term_id=road.term(ours).id), tracking_number="M-1"
    )
    theirs = road.dispatch(
        road.shipment(road.delivery(), term_id=road.term(other).id), tracking_number="O-1"
    )
    rights = [
        f"scm.transport.{name}"
        for name in ("list_shipments", "get_shipment", "record_tracking", "record_proof")
    ]
    client = door(*rights, party_ids=[ours.id])
    news = {"code": "IN_TRANSIT", "happened_at": datetime.now(UTC).isoformat()}

    assert [row["id"] for row in get(client, "/shipments")["items"]] == [str(mine.id)]
    first = post(client, "/shipments/tracking", {**news, "tracking_number": "M-1"}, 201)
    again = post(client, "/shipments/tracking", {**news, "tracking_number": "M-1"}, 201)
    assert first["id"] == again["id"]
    assert (
        post(client, "/shipments/tracking", {**news, "tracking_number": "O-1"}, 404)["code"]
        == "scm.transport.tracking_unknown"
    )
    post(client, f"/shipments/{theirs.id}/tracking", news, 404)
    (stop,) = road.stops(mine)
    proven = post(client, f"/shipments/{mine.id}/proof", {"delivery_id": str(stop.delivery_id)})
    assert proven["status"] == "DELIVERED"


def test_bad_bodies_are_named(road: Road, door) -> None:
    client = door()
    delivery = str(road.delivery())
    shipment = post(client, "/shipments", {"delivery_ids": [delivery]}, 201)
    path = f"/shipments/{shipment['id']}"

    taken = post(client, "/shipments", {"delivery_ids": [delivery]}, 409)
    assert (taken["code"], taken["errors"][0]["row"]) == ("scm.transport.on_other_shipment", 1)
    post(client, "/shipments", {"delivery_ids": []}, 422)
    post(client, f"{path}/carrier", {}, 422)
    post(client, f"{path}/tracking", {"code": "LOST", "happened_at": "2026-03-02"}, 422)
    for moment in ("2999-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "0001-01-01T00:00:00Z"):
        post(client, f"{path}/dispatch", {"dispatched_at": moment}, 422)
        post(client, f"{path}/tracking", {"code": "DEPARTED", "happened_at": moment}, 422)
    post(client, f"{path}/proof", {"delivery_id": delivery}, 409)
    post(client, f"/shipments/{new_id()}/dispatch", {}, 404)

    assert get(client, path)["status"] == "PLANNED"
