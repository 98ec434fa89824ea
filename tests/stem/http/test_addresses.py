"""Grouped by their first word the addresses of the API are what they were."""

import re
from collections.abc import Iterator
from uuid import uuid4

from django.urls import URLPattern, URLResolver, resolve
from ninja import NinjaAPI

from sanye.project.urls import api
from sanye.stem.http.addresses import by_first_word

ROOT = "/api/v1/"


def test_every_address_leads_where_it_led_before():
    for pattern in NinjaAPI._get_urls(api):
        address = _example(str(pattern.pattern))
        flat = _first(NinjaAPI._get_urls(api), address)
        found = resolve(ROOT + address, "sanye.project.urls")

        assert found.url_name == flat.url_name
        assert found.route == ROOT.lstrip("/") + flat.route
        assert found.kwargs == flat.kwargs


def test_a_request_is_compared_with_few_of_them():
    tried = _tried(by_first_word(NinjaAPI._get_urls(api)), "sales-orders/x/confirm")

    assert 0 < tried < len(NinjaAPI._get_urls(api)) / 2


def _example(route: str) -> str:
    known = {"uuidstr": str(uuid4()), "uuid": str(uuid4()), "int": "7", "date": "2026-03-02"}
    return re.sub(r"<(?:([a-z]+):)?[^>]+>", lambda m: known.get(m.group(1) or "", "abc"), route)


def _first(patterns: list[URLPattern | URLResolver], address: str):
    return next(found for pattern in patterns if (found := pattern.resolve(address)))


def _tried(patterns: list[URLPattern | URLResolver], address: str) -> int:
    return sum(1 for _ in _compared(patterns, address))


def _compared(patterns: list[URLPattern | URLResolver], address: str) -> Iterator[None]:
    for pattern in patterns:
        yield None
        match = pattern.pattern.match(address)
        if match and isinstance(pattern, URLResolver):
            yield from _compared(pattern.url_patterns, match[0])
            return
