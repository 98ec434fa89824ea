"""Companies, users, roles, keys and what they may see."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from django.test import Client

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.errors import NotAllowed
from sanye.kernel.ids import new_id
from sanye.kernel.tax import RoundingPolicy
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.identity import commands, errors
from sanye.stem.identity.access import actor_for, actor_for_key
from sanye.stem.identity.http.schemas import CompanyIn
from sanye.stem.identity.models import ApiKey, Company, Membership, User
from sanye.stem.numbering.models import NumberSeries
from sanye.stem.rows.errors import ScopeMissing

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def make_user(root: Actor, at: datetime, role: str, login: str = "ann", **scopes) -> User:
    user = commands.create_user(login=login, password=PASSWORD, by=root, at=at)
    commands.grant_membership(user_id=user.id, role_code=role, by=root, at=at, **scopes)
    return user


def test_the_first_company_acts_for_itself(company):
    assert Company.objects.get() == company
    assert Membership.objects.count() == 0


def test_a_company_code_is_given_once(company, root, at):
    with pytest.raises(errors.CompanyCodeTaken):
        commands.create_company(
            company_code="LEAF", name="x", country="CN", functional_currency="CNY", by=root, at=at
        )


def test_a_company_rounds_its_taxes_as_it_was_asked_to():
    asked = get_args(CompanyIn.model_fields["tax_rounding"].annotation)

    assert set(asked) == set(RoundingPolicy)


def test_passwords_are_kept_by_argon2_and_checked(root, at):
    user = make_user(root, at, "SALES")

    assert user.password.startswith("argon2$argon2id$")
    with pytest.raises(errors.PasswordTooWeak):
        commands.create_user(login="bob", password="password", by=root, at=at)


def test_a_role_may_what_its_patterns_say(root, at):
    actor = actor_for(make_user(root, at, "SALES"))

    assert actor.may("erp.sales_orders.place_sales_order")
    assert actor.may("erp.inventory.list_stock")
    assert not actor.may("erp.inventory.count_stock_and_post")
    assert not actor.may("erp.people.get_employee")
    with pytest.raises(NotAllowed):
        commands.create_user(login="eve", by=actor, at=at)


def test_roles_in_one_company_add_up(root, at):
    site = new_id()
    user = make_user(root, at, "SALES", site_ids=[site], own_only=True)
    commands.grant_membership(user_id=user.id, role_code="BUYER", site_ids=[site], by=root, at=at)

    actor = actor_for(user)

    assert actor.may("erp.purchasing.send_purchase_order")
    assert (actor.site_ids, actor.own_only) == (frozenset({site}), False)


def test_a_user_is_nobody_elsewhere(root, at):
    user = make_user(root, at, "ADMIN")

    with pytest.raises(errors.NotAMember):
        actor_for(user, new_id())
    with pytest.raises(errors.NotAMember):
        actor_for(user, "OTHER")


def test_a_portal_user_needs_a_party(root, at):
    with pytest.raises(errors.PortalNeedsParty):
        make_user(root, at, "CUSTOMER_PORTAL")

    assert User.objects.count() == 1
    assert Membership.objects.count() == 0


def test_an_administrator_of_one_company_does_not_reach_users_of_another(root, at):
    user = make_user(root, at, "SALES")
    other = commands.create_company(
        company_code="B", name="B", country="DE", functional_currency="EUR", by=root, at=at
    )

    with pytest.raises(errors.UserUnknown):
        commands.change_user(
            user_id=user.id, password="taken over 12345", by=system_actor(other.id), at=at
        )


def test_a_company_keeps_an_administrator(root, at):
    user = make_user(root, at, "ADMIN")

    with pytest.raises(errors.LastAdministrator):
        commands.block_user(user_id=user.id, by=root, at=at)


def test_a_key_is_kept_as_a_hash_and_narrows(root, at):
    user = make_user(root, at, "SALES")
    issued = commands.issue_api_key(
        user_id=user.id, name="shop", scopes=["erp.sales_orders.*"], by=root, at=at
    )

    actor = actor_for_key(issued.token, at=at)

    assert issued.token.split("_")[2] not in str(ApiKey.objects.values().get())
    assert actor.may("erp.sales_orders.place_sales_order")
    assert not actor.may("crm.quoting.accept_quotation")
    assert not actor.may("erp.ledger.post_journal_entry")


def test_a_key_ends(root, at):
    user = make_user(root, at, "SALES")
    week = at + timedelta(days=7)
    first = commands.issue_api_key(user_id=user.id, name="a", expires_at=week, by=root, at=at)

    second = commands.rotate_api_key(api_key_id=first.key.id, by=root, at=at)

    assert actor_for_key(second.token, at=at).user_id == user.id
    for token, when in [(first.token, at), (second.token, week), (f"{second.token}0", at)]:
        with pytest.raises(errors.KeyNotValid):
            actor_for_key(token, at=when)


def test_a_narrow_key_makes_no_wider_one(root, at):
    user = make_user(root, at, "ADMIN")
    issued = commands.issue_api_key(
        user_id=user.id, name="keys", scopes=["stem.identity.*"], by=root, at=at
    )
    actor = actor_for_key(issued.token, at=at)

    with pytest.raises(errors.ScopesTooWide):
        commands.issue_api_key(user_id=user.id, name="all", by=actor, at=at)


def test_a_blocked_user_is_out_by_key_too(root, at):
    user = make_user(root, at, "SALES")
    issued = commands.issue_api_key(user_id=user.id, name="a", by=root, at=at)

    commands.block_user(user_id=user.id, by=root, at=at)

    with pytest.raises(errors.KeyNotValid):
        actor_for_key(issued.token, at=at)


def test_a_forgotten_scope_is_impossible(root):
    with pytest.raises(ScopeMissing):
        NumberSeries.objects.all()


def test_rows_are_those_of_the_acting_company(root, at):
    other = commands.create_company(
        company_code="B", name="B", country="DE", functional_currency="EUR", by=root, at=at
    )
    NumberSeries.unscoped.create(company=other, prefix="SO", year=2026)

    with entered(UnitOfWork(actor=root)):
        assert not NumberSeries.objects.exists()
    with entered(UnitOfWork(actor=system_actor(other.id))):
        assert NumberSeries.objects.exists()


def test_a_portal_sees_nothing_of_a_table_without_parties(root, at):
    NumberSeries.unscoped.create(company_id=root.company_id, prefix="SO", year=2026)
    user = make_user(root, at, "CUSTOMER_PORTAL", party_ids=[new_id()])

    with entered(UnitOfWork(actor=actor_for(user))):
        assert not NumberSeries.objects.exists()


def sign_in(client: Client, password: str, login: str = "ann", **headers: str):
    token = client.get("/api/v1/session/token").json()["csrf_token"]
    return client.post(
        "/api/v1/session",
        {"login": login, "password": password},
        content_type="application/json",
        headers={"X-CSRFToken": token, **headers},
    )


def test_no_session_opens_for_a_company_of_others(root, at):
    make_user(root, at, "SALES")
    client = Client(enforce_csrf_checks=True)

    answer = sign_in(client, PASSWORD, **{"Sanye-Company": "X"})

    assert answer.json()["code"] == "stem.identity.not_a_member"
    assert "sessionid" not in client.cookies
    assert client.get("/api/v1/session").status_code == 401


def test_signs_in_and_out_by_session(root, at):
    make_user(root, at, "SALES")
    client = Client(enforce_csrf_checks=True)

    answer = sign_in(client, PASSWORD)
    token = client.cookies["csrftoken"].value
    own = client.get("/api/v1/session").json()
    out = client.delete("/api/v1/session", headers={"X-CSRFToken": token})

    assert answer.status_code == 200, answer.content
    assert own["user"]["login"] == "ann"
    assert (own["roles"], own["company"]["code"]) == (["SALES"], "LEAF")
    assert out.status_code == 204
    assert client.get("/api/v1/session").status_code == 401


def test_locks_out_who_guesses(root, at):
    make_user(root, at, "SALES")
    client = Client(enforce_csrf_checks=True)

    answers = [sign_in(client, "wrong guess") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert sign_in(client, PASSWORD).json()["code"] == "stem.identity.too_many_attempts"


def test_signing_in_needs_the_token_of_the_page(root, at):
    make_user(root, at, "SALES")

    answer = Client(enforce_csrf_checks=True).post(
        "/api/v1/session", {"login": "ann", "password": PASSWORD}, content_type="application/json"
    )

    assert answer.json()["code"] == "stem.http.csrf_failed"


def test_chooses_the_company_by_header(root, at):
    user = make_user(root, at, "ADMIN")
    commands.create_company(
        company_code="B",
        name="B",
        country="DE",
        functional_currency="EUR",
        by=actor_for(user),
        at=at,
    )
    client = Client()
    client.force_login(user)

    codes = [
        client.get("/api/v1/session", headers=headers).json().get("company", {}).get("code")
        for headers in (
            {},
            {"Sanye-Company": "LEAF"},
            {"Sanye-Company": "B"},
            {"Sanye-Company": "X"},
        )
    ]

    assert codes == ["B", "LEAF", "B", None]


def test_an_administrator_runs_identity_over_the_api(root, at):
    admin = make_user(root, at, "ADMIN")
    token = commands.issue_api_key(user_id=admin.id, name="t", by=root, at=at).token
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def post(path: str, body: object, **headers: str):
        answer = client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    user = post("users", {"login": "bea", "password": PASSWORD, "name": "Bea 贝"})
    member = post(f"users/{user['id']}/memberships", {"role_code": "BUYER"})
    role = client.put(
        "/api/v1/roles/AUDITOR",
        {"name": "Auditor", "permissions": ["erp.ledger.get_*"]},
        content_type="application/json",
    )
    new = post("api-keys", {"user_id": user["id"], "name": "shop"}, **{"Idempotency-Key": "k"})
    again = client.post(
        "/api/v1/api-keys",
        {"user_id": user["id"], "name": "shop"},
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )

    assert member["role"] == "BUYER"
    assert role.status_code == 200, role.content
    assert actor_for_key(new["token"], at=datetime.now(UTC)).user_id == UUID(user["id"])
    assert again.json()["code"] == "stem.http.answer_not_kept"
    assert [row["login"] for row in client.get("/api/v1/users").json()["items"]] == ["ann", "bea"]
    assert client.get("/api/v1/roles?limit=200").json()["items"][0]["code"] == "ACCOUNTANT"


def test_nobody_makes_an_account_of_his_own():
    answer = Client().post(
        "/accounts/signup/",
        {"username": "eve", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert answer.status_code == 404
    assert not User.objects.exists()
