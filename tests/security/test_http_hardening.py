"""What guards the doors from outside: headers, cookies, CSRF, limits, and whose address counts."""

import json
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.http import proxies, rates
from sanye.stem.http.rates import CallerRate
from sanye.stem.identity import authentication
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import User

pytestmark = pytest.mark.django_db
SESSION = "/api/v1/session"
PASSWORD = "three leaves on a stem"


@pytest.fixture
def ann(by: Actor, at: datetime) -> User:
    user = identity.create_user(login="ann", password=PASSWORD, by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    return user


def sign_in(client: Client, password: str = PASSWORD, **more: Any) -> HttpResponse:
    token = client.get(f"{SESSION}/token").json()["csrf_token"]
    return client.post(  # type: ignore[return-value]
        SESSION,
        {"login": "ann", "password": password},
        content_type="application/json",
        headers={"X-CSRFToken": token},
        **more,
    )


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/api/v1/docs", "/api/v1/users", "/api/v1/nothing", "/s/unknown"]
)
def test_every_answer_carries_the_headers(path: str):
    answer = Client().get(path)

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "script-src" not in policy, "scripts come from ourselves alone: no unsafe-inline"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_over_https_browsers_are_told_to_stay_there(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    plain = Client().get("/api/v1/docs")
    safe = Client().get("/api/v1/docs", headers={"X-Forwarded-Proto": "https"})

    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/api/v1/docs")
    assert safe["Strict-Transport-Security"] == "max-age=31536000"


def test_the_setting_for_https_turns_all_of_it_on(monkeypatch):
    import importlib.util

    from sanye.project import settings as ours

    monkeypatch.setenv("SANYE_HTTPS", "1")
    spec = importlib.util.spec_from_file_location("settings_with_https", ours.__file__)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)

    assert made.SESSION_COOKIE_SECURE
    assert made.CSRF_COOKIE_SECURE
    assert made.SECURE_SSL_REDIRECT
    assert made.SECURE_HSTS_SECONDS >= 31_536_000
    assert not made.DEBUG


def test_the_sessions_cookie_is_for_this_site_and_no_script(ann: User, browser: Client):
    assert sign_in(browser).status_code == 200

    cookie = browser.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_in_changes_the_sessions_key(ann: User, browser: Client):
    store = SessionStore()
    store["chosen by"] = "somebody else"
    store.save()
    browser.cookies["sessionid"] = planted = store.session_key

    sign_in(browser)

    assert browser.cookies["sessionid"].value != planted


def test_a_change_by_session_needs_the_token_of_the_page(ann: User, browser: Client):
    token = sign_in(browser) and browser.get(f"{SESSION}/token").json()["csrf_token"]
    user = {"login": "bob"}

    without = browser.post("/api/v1/users", user, content_type="application/json")
    wrong = browser.post(
        "/api/v1/users",
        user,
        content_type="application/json",
        headers={"X-CSRFToken": "x" * len(token)},
    )
    assert [(a.status_code, a.json()["code"]) for a in (without, wrong)] == [
        (403, "stem.http.csrf_failed")
    ] * 2
    assert not User.objects.filter(login="bob").exists()

    right = browser.post(
        "/api/v1/users", user, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert right.status_code == 201


def test_signing_in_needs_the_token_too(ann: User, browser: Client):
    answer = browser.post(
        SESSION, {"login": "ann", "password": PASSWORD}, content_type="application/json"
    )

    assert answer.status_code == 403
    assert "sessionid" not in browser.cookies


def test_nobody_guesses_a_password_more_than_five_times(ann: User, browser: Client):
    answers = [sign_in(browser, "wrong") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {401}

    locked = sign_in(browser)

    assert locked.status_code == 429
    assert "sessionid" not in browser.cookies


def test_wrong_keys_from_one_address_are_limited_and_right_ones_served(
    ann: User, by: Actor, at: datetime, settings, monkeypatch
):
    settings.SANYE_KEY_FAILURE_RATE = "2/h"
    monkeypatch.setattr(authentication, "_failures", CallerRate("SANYE_KEY_FAILURE_RATE"))
    key = identity.issue_api_key(user_id=ann.id, name="k", by=by, at=at).token
    wrong = Client(headers={"Authorization": "Bearer sanye_00000000_" + "0" * 64})

    answers = [wrong.get("/api/v1/users").status_code for _ in range(3)]

    assert answers == [401, 401, 429]
    right = Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/users")
    assert right.status_code == 200


def test_one_callers_rate_is_his_own(ann: User, by: Actor, at: datetime, settings):
    """All keys of a user count together: a second key is no second rate."""
    settings.SANYE_RATE = "3/h"
    bob = identity.create_user(login="bob", is_service=True, by=by, at=at)
    identity.grant_membership(user_id=bob.id, role_code="SALES", by=by, at=at)
    anns, anns_second, bobs = (
        identity.issue_api_key(user_id=user.id, name="k", by=by, at=at).token
        for user in (ann, ann, bob)
    )

    def ask(token: str, language: str = "en") -> HttpResponse:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        return Client().get("/api/v1/sales-orders", headers=headers)  # type: ignore[return-value]

    served = [ask(token).status_code for token in (anns, anns, anns_second)]
    refused = [ask(anns), ask(anns_second, "zh")]

    assert served == [200, 200, 200]
    for answer in refused:
        assert answer.status_code == 429
        assert answer["Content-Type"] == "application/problem+json"
        assert 1100 <= int(answer["Retry-After"]) <= 1200
        assert answer.json()["code"] == "stem.http.too_many_requests"
    english, chinese = (answer.json()["detail"] for answer in refused)
    assert english.isascii()
    assert not chinese.isascii()
    assert ask(bobs).status_code == 200


def test_a_stolen_key_does_not_guess_the_password(
    ann: User, by: Actor, at: datetime, settings, monkeypatch
):
    from sanye.stem.identity.http import sessions

    settings.SANYE_FORM_RATE = "2/h"
    monkeypatch.setattr(sessions, "_passwords", CallerRate("SANYE_FORM_RATE"))
    key = identity.issue_api_key(user_id=ann.id, name="k", by=by, at=at).token
    client = Client(headers={"Authorization": f"Bearer {key}"})

    def ask(present: str) -> int:
        body = {"password": "a password of the thief", "present_password": present}
        return client.patch(SESSION, body, content_type="application/json").status_code

    assert [ask("wrong"), ask("wrong"), ask(PASSWORD)] == [422, 422, 429]
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)
    language = client.patch(SESSION, {"language": "en"}, content_type="application/json")
    assert language.status_code == 200


@pytest.mark.parametrize(
    "page",
    ["signup", "password/reset", "password/change", "password/set", "email", "reauthenticate"],
)
def test_accounts_change_by_commands_alone(page: str, ann: User):
    """The library's own pages write past the command log, and mail who asks for it."""
    client = Client(raise_request_exception=False)
    client.force_login(ann, backend="allauth.account.auth_backends.AuthenticationBackend")

    answers = [
        client.get(f"/accounts/{page}/"),
        client.post(f"/accounts/{page}/", {"email": "ann@velo.example", "action_add": ""}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_people_sign_in_and_out_by_pages_too(ann: User):
    client = Client()
    assert client.get("/accounts/login/").status_code == 200

    client.post("/accounts/login/", {"login": "ann", "password": PASSWORD})
    assert client.get(SESSION).status_code == 200

    client.post("/accounts/logout/")
    assert client.get(SESSION).status_code == 401


def test_answer_links_cannot_be_tried_without_end(settings, monkeypatch):
    from sanye.crm.satisfaction.http import page

    settings.SANYE_FORM_RATE = "2/h"
    monkeypatch.setattr(page, "_guesses", CallerRate("SANYE_FORM_RATE"))

    answers = [Client().get(f"/s/{new_id().hex}").status_code for _ in range(3)]

    assert answers == [404, 404, 429]


def test_forms_of_service_are_limited_by_address(settings, monkeypatch):
    incoming = import_module("sanye.crm.service.http.incoming")
    settings.SANYE_FORM_RATE = "2/h"
    monkeypatch.setattr(incoming, "_rate", CallerRate("SANYE_FORM_RATE"))
    path = "/api/v1/service-incoming/forms/unknown"

    def send(address: str = "192.0.2.1") -> int:
        body = {"text": "help"}
        sent = Client().post(path, body, content_type="application/json", REMOTE_ADDR=address)
        return sent.status_code

    assert [send() for _ in range(3)] == [404, 404, 429]
    assert send("192.0.2.2") == 404


ROUTES = [
    (0, "203.0.113.7", "10.0.0.1"),
    (1, "203.0.113.7", "203.0.113.7"),
    (1, "1.1.1.1, 203.0.113.7", "203.0.113.7"),
    (2, "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
    (2, "203.0.113.7", "10.0.0.1"),
    (1, "1.1.1.1, nonsense", "10.0.0.1"),
    (1, "", "10.0.0.1"),
    (1, "1.1.1.1, 2001:db8::7", "2001:db8::7"),
]


@pytest.mark.parametrize(("count", "forwarded", "client"), ROUTES)
def test_an_address_is_believed_only_as_far_as_our_proxies_wrote_it(
    count: int, forwarded: str, client: str, settings
):
    settings.SANYE_PROXIES = count
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    seen = []

    proxies.TrustedProxies(lambda given: seen.append(given.META) or HttpResponse())(request)

    assert seen[0]["REMOTE_ADDR"] == client
    assert "HTTP_X_FORWARDED_FOR" not in seen[0]


def test_behind_a_proxy_each_client_has_limits_of_its_own(settings, monkeypatch):
    from sanye.crm.satisfaction.http import page

    settings.SANYE_FORM_RATE, settings.SANYE_PROXIES = "1/h", 1
    monkeypatch.setattr(page, "_guesses", CallerRate("SANYE_FORM_RATE"))

    def ask(forwarded: str) -> int:
        return Client().get("/s/x", headers={"X-Forwarded-For": forwarded}).status_code

    assert [ask("203.0.113.7"), ask("203.0.113.8")] == [404, 404]
    assert ask("198.51.100.1, 203.0.113.7") == 429, "an invented first entry is no new address"


def test_whatever_the_clock_says_the_first_request_is_let_in(settings, monkeypatch):
    """An instant and an hour less that hour is not always that instant, for a computer."""
    settings.SANYE_FORM_RATE = "1/h"
    request = RequestFactory().get("/s/x")

    for tenth in range(1, 10_000):
        monkeypatch.setattr(rates.time, "monotonic", lambda at=tenth / 10: at)
        rate = CallerRate("SANYE_FORM_RATE")

        assert rate.allow_request(request)
        assert not rate.allow_request(request)


def test_a_forged_address_opens_no_new_tries_of_a_password(ann: User, browser: Client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": "2/m/ip"}
    answers = [
        sign_in(browser, "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code
        for n in range(3)
    ]

    assert answers == [401, 401, 429]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_limits_count_a_household_of_addresses_once(address: str, network: str):
    assert proxies.network_of(address) == network


def test_a_foreign_host_name_is_refused():
    answer = Client().get("/api/v1/docs", headers={"Host": "evil.example"})

    assert answer.status_code == 400


def test_an_error_nobody_foresaw_tells_nothing(ann: User, by: Actor, at: datetime, monkeypatch):
    from sanye.stem.identity import queries

    def fail(**_given: object) -> None:
        raise RuntimeError("the password is hunter2")

    key = identity.issue_api_key(user_id=ann.id, name="k", by=by, at=at).token
    monkeypatch.setattr(queries, "list_users", fail)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})

    answer = client.get("/api/v1/users")

    assert answer.status_code == 500
    assert "hunter2" not in answer.content.decode()
    assert json.loads(answer.content)["request_id"] == answer["X-Request-Id"]
