"""One id from the request to what it caused, and answers that keep the browser safe."""

import pytest
from django.test import Client

from sanye.stem.commands.models import CommandLog
from sanye.stem.http.tracing import trace_id_of

pytestmark = pytest.mark.django_db
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_callers_trace_reaches_the_command_log(client):
    answer = client.post(
        "/api/v1/series",
        {"prefix": "SO", "year": 2026},
        content_type="application/json",
        headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"},
    )

    assert answer["X-Request-Id"] == TRACE
    assert CommandLog.unscoped.get().correlation_id.hex == TRACE


@pytest.mark.parametrize("header", ["", "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01"])
def test_a_broken_trace_is_replaced(header):
    assert trace_id_of(header).int != 0
    assert trace_id_of(header) != trace_id_of(header)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/v1/nowhere", 404), ("delete", "/api/v1/series", 405)],
)
def test_errors_of_the_server_itself_are_problems_too(client, method, path, status):
    answer = getattr(client, method)(path)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_a_broken_body_is_a_problem(client):
    answer = client.post("/api/v1/series", "{", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_answers_keep_the_browser_safe():
    answer = Client().get("/api/v1/docs")

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
