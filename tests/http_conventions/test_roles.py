"""Who may open which door: the desk of each role, read aloud."""

from datetime import datetime

import pytest
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity import commands as identity
from sanye.stem.identity.domain.roles import ROLES

pytestmark = pytest.mark.django_db

DESKS = {
    "quotations": "SALES MANAGER CUSTOMER_PORTAL",
    "sales-orders": (
        "SALES PLANNER STOREKEEPER LOGISTICS ACCOUNTANT QUALITY SERVICE MANAGER CUSTOMER_PORTAL"
    ),
    "deliveries": (
        "SALES PLANNER STOREKEEPER LOGISTICS ACCOUNTANT QUALITY SERVICE MANAGER CUSTOMER_PORTAL"
    ),
    "shipments": ("SALES PLANNER STOREKEEPER LOGISTICS ACCOUNTANT SERVICE MANAGER CARRIER_PORTAL"),
    "shipments/arrivals": (
        "SALES PLANNER STOREKEEPER LOGISTICS ACCOUNTANT SERVICE MANAGER CUSTOMER_PORTAL"
    ),
    "planning/planned-orders": "SALES PLANNER BUYER PRODUCTION MANAGER",
    "purchase-orders": (
        "PLANNER BUYER STOREKEEPER LOGISTICS ACCOUNTANT QUALITY MANAGER SUPPLIER_PORTAL"
    ),
    "production-orders": "PLANNER STOREKEEPER PRODUCTION LOGISTICS ACCOUNTANT QUALITY MANAGER",
    "customer-returns": ("PLANNER STOREKEEPER LOGISTICS ACCOUNTANT QUALITY SERVICE MANAGER"),
    "inspections": (
        "PLANNER BUYER STOREKEEPER PRODUCTION LOGISTICS ACCOUNTANT QUALITY SERVICE MANAGER"
    ),
    "stock/balances": (
        "SALES PLANNER BUYER STOREKEEPER PRODUCTION LOGISTICS ACCOUNTANT QUALITY SERVICE MANAGER"
    ),
    "supplier-invoices": "BUYER ACCOUNTANT MANAGER",
    "ledger/accounts": "ACCOUNTANT MANAGER",
    "ledger/journal-entries": "ACCOUNTANT MANAGER",
    "people/employees": "PEOPLE MANAGER",
    "people/rosters": "PLANNER PRODUCTION PEOPLE MANAGER",
    "people/leave": "PEOPLE MANAGER",
    "people/leave-kinds": (
        "SALES PLANNER BUYER STOREKEEPER PRODUCTION LOGISTICS ACCOUNTANT CASHIER QUALITY PEOPLE"
        " SERVICE MANAGER"
    ),
    "cases": "SALES QUALITY SERVICE MANAGER",
    "own-cases": "SALES QUALITY SERVICE MANAGER CUSTOMER_PORTAL",
    "installed-units": "SALES QUALITY SERVICE MANAGER CUSTOMER_PORTAL",
    "users": "MANAGER",
    "command-log": "MANAGER",
    "api-keys": "MANAGER",
    "items": (
        "SALES PLANNER BUYER STOREKEEPER PRODUCTION LOGISTICS ACCOUNTANT CASHIER QUALITY PEOPLE"
        " SERVICE MANAGER"
    ),
}


@pytest.mark.parametrize("role_code", ROLES)
def test_a_role_opens_the_doors_of_its_desk_and_no_others(role_code: str, by: Actor, at: datetime):
    party_ids = [new_id()] if ROLES[role_code].is_portal else None
    user = identity.create_user(login="somebody", by=by, at=at)
    identity.grant_membership(
        user_id=user.id, role_code=role_code, party_ids=party_ids, by=by, at=at
    )
    token = identity.issue_api_key(user_id=user.id, name="desk", by=by, at=at).token
    client = Client(headers={"Authorization": f"Bearer {token}"})

    answers = {door: client.get(f"/api/v1/{door}").status_code for door in DESKS}

    open_doors = {door for door, status in answers.items() if status == 200}
    desk = {door for door, roles in DESKS.items() if role_code in roles.split()}
    assert open_doors == (set(DESKS) if role_code == "ADMIN" else desk)
    assert set(answers.values()) <= {200, 403}
