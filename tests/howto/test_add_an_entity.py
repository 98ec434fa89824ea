"""The how-to's code is written into files and used as it stands."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import path

import sanye.contracts.erp
import sanye.erp
from sanye.kernel import events
from sanye.stem.audit.queries import _histories, list_history
from sanye.stem.commands import registered_commands, registered_queries
from sanye.stem.events.models import EventRow
from sanye.stem.http import api_object
from sanye.stem.identity import commands as identity
from sanye.stem.identity.authentication import authenticate

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "add-an-entity.md"
_BLOCK = re.compile(r"```python\n# (sanye/\S+)\n(.*?)```", re.DOTALL)

pytestmark = pytest.mark.django_db
urlpatterns: list[object] = []


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The how-to's files, found beside the product's own while the test runs."""
    for name, code in _BLOCK.findall(PAGE.read_text()):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code)
    monkeypatch.setattr(
        sanye.erp, "__path__", [*sanye.erp.__path__, str(tmp_path / "sanye" / "erp")]
    )
    contracts = str(tmp_path / "sanye" / "contracts" / "erp")
    monkeypatch.setattr(sanye.contracts.erp, "__path__", [*sanye.contracts.erp.__path__, contracts])
    yield
    _forget()


def _make_tables() -> None:
    _histories.cache_clear()
    names = [name for name in apps.all_models["erp"] if name.startswith("gauge")]
    with connection.schema_editor() as editor:
        for name in names:
            editor.create_model(apps.get_model("erp", name))
    for model, trigger in _triggers():
        trigger.install(model)


def _triggers() -> list[tuple[type[Model], pgtrigger.Trigger]]:
    return [found for found in pgtrigger.registered() if found[0].__name__ == "Gauge"]


def _forget() -> None:
    for model, trigger in _triggers():
        trigger.unregister(model)
    for name in [name for name in apps.all_models["erp"] if name.startswith("gauge")]:
        del apps.all_models["erp"][name]
    apps.clear_cache()
    _histories.cache_clear()
    for registry in (registered_commands, registered_queries, events._by_type):
        for name in [name for name in registry if ".gauge" in name]:
            del registry[name]
    for name in [name for name in sys.modules if name.endswith("gauges") or ".gauges." in name]:
        del sys.modules[name]


def test_the_page_is_as_short_as_it_says():
    code = "".join(code for _, code in _BLOCK.findall(PAGE.read_text()))
    lines = [
        line
        for line in code.splitlines()
        if line.strip() and not line.startswith(("import ", "from "))
    ]

    assert len(lines) <= 60


def test_the_page_gives_table_command_event_and_api(module, by, at, settings):
    router = import_module("sanye.erp.gauges.http").router
    _make_tables()
    api = api_object(title="How-to", version="1", authenticate=authenticate)
    api.add_router("/gauges", router)
    urlpatterns[:] = [path("api/v1/", api.urls)]
    settings.ROOT_URLCONF = __name__
    user = identity.create_user(login="ann", by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    token = identity.issue_api_key(user_id=user.id, name="t", by=by, at=at).token
    client = Client(headers={"Authorization": f"Bearer {token}"})
    year = datetime.now(UTC).year

    def register(code: str, until: str):
        return client.post(
            "/api/v1/gauges",
            {"code": code, "calibrated_until_date": until},
            content_type="application/json",
            headers={"Accept-Language": "zh"},
        )

    good, over, twice = (
        register("G-1", f"{year + 1}-01-31"),
        register("G-2", "2020-01-31"),
        register("G-1", f"{year + 1}-01-31"),
    )

    assert (good.status_code, over.status_code, twice.status_code) == (201, 422, 409)
    assert over.json()["detail"] == "量具 G-2 的校准已于 2020-01-31 到期。"
    assert client.get("/api/v1/gauges").json()["items"] == [good.json()]
    row = EventRow.objects.get(type="sanye.erp.gauge.registered.v1")
    assert (row.data["code"], str(row.key)) == ("G-1", good.json()["id"])
    (change,) = list_history(table="erp_gauge", row_id=row.key, by=by)
    assert change.command == "erp.gauges.register_gauge"
