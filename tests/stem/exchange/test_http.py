"""Files through the API."""

import errno
import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from sanye.stem.exchange.domain import writing
from sanye.stem.masterdata.models import Item

API = "/api/v1"
ITEMS = "code,name,kind,unit\nBIKE,Bike,make,C62\n"


def upload(client: Client, content: str, query: str = "", **headers: str) -> Any:
    file = SimpleUploadedFile("items.csv", content.encode())
    return client.post(f"{API}/imports/items{query}", {"file": file}, headers=headers)


def test_an_upload_is_tried_and_then_done(client: Client) -> None:
    tried = upload(client, ITEMS, "?dry_run=true")
    written = Item.objects.count()
    done = upload(client, ITEMS)

    assert (tried.status_code, tried.json()["created"], written) == (200, 1, 0)
    assert done.json()["created"] == 1
    assert Item.objects.get().code == "BIKE"


def test_wrong_rows_are_told_with_row_and_column(client: Client) -> None:
    answer = upload(client, ITEMS.replace("C62", "PIECE"), **{"Accept-Language": "zh"})

    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert (error["row"], error["field"]) == (2, "unit")
    assert error["detail"] == "计量单位 PIECE 不存在。"


def test_masters_are_downloaded(client: Client) -> None:
    upload(client, ITEMS)

    answer = client.get(f"{API}/exports/items?format=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer["Content-Disposition"] == 'attachment; filename="items.csv"'
    assert text.splitlines()[1].startswith("Bike,BIKE,")


def test_what_no_sheet_holds_is_refused_and_not_cut_off(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 2)
    upload(client, ITEMS)
    assert client.get(f"{API}/exports/items?format=xlsx").status_code == 200
    upload(client, ITEMS.replace("BIKE", "TRIKE"))

    answer = client.get(f"{API}/exports/items?format=xlsx")

    assert (answer.status_code, answer.json()["code"]) == (422, "stem.exchange.too_many_rows")
    assert client.get(f"{API}/exports/items?format=csv").status_code == 200


def test_kinds_and_mappings_are_told(client: Client) -> None:
    kinds = client.get(f"{API}/imports/kinds").json()
    saved = client.put(
        f"{API}/imports/mappings/items/SAP",
        {"headings": {"MATNR": "code"}},
        content_type="application/json",
    )

    assert "boms" in {kind["kind"] for kind in kinds}
    assert saved.json()["headings"] == {"MATNR": "code"}
    assert client.get(f"{API}/imports/mappings").json() == [saved.json()]


def test_an_upload_without_room_is_told_as_that(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Larger files are put down by Django while it takes the form apart."""

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", no_room)
    answer = upload(client, ITEMS + "x" * 4_000_000, **{"Accept-Language": "en"})

    assert (answer.status_code, answer.json()["code"]) == (507, "stem.http.disk_full")
    assert "no room left" in answer.json()["detail"]
    assert upload(client, ITEMS).json()["created"] == 1
