"""One well-formed request for each operation of the OpenAPI file, as small as its schema
allows, and clients of any role to send it."""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity import commands as identity

SOME_ID = str(UUID(int=0x5A4E7E, version=4))
"""An id that no row has."""
_BY_FORMAT = {
    "uuid": SOME_ID,
    "date": "2026-03-02",
    "date-time": "2026-03-02T08:00:00Z",
    "binary": "",
}
_TEXTS = ("A", "1", "a", "CN", "en", "CNY", "0123", "08:00", "a.b", "a@b.cc", "A-1", "2026-03")

_UPLOAD = (
    b"--x\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\ncode\r\n--x--\r\n"
)
_BY_HAND = {
    "POST /imports/{kind}": ("/imports/units", _UPLOAD, "multipart/form-data; boundary=x"),
    "PUT /customer-health/weights/{reason}": (
        "/customer-health/weights/DISSATISFIED",
        b'{"basis":"COUNT","points_each":"1","points_most":"2","share_at_most":"0",'
        b'"window_days":30}',
        "application/json",
    ),
    "POST /interactions": (
        "/interactions",
        f'{{"customer_id":"{SOME_ID}","kind":"CALL","direction":"IN",'.encode()
        + b'"happened_at":"2026-03-02T08:00:00Z"}',
        "application/json",
    ),
    "POST /shipments/{shipment_id}/carrier": (
        f"/shipments/{SOME_ID}/carrier",
        f'{{"term_id":"{SOME_ID}"}}'.encode(),
        "application/json",
    ),
}
"""Requests whose rules the schema does not tell whole."""


@dataclass(frozen=True)
class Sample:
    """A request that fits the schema; `name` is how tables write it, without /api/v1."""

    method: str
    template: str
    path: str
    content: bytes
    content_type: str = "application/json"

    @property
    def name(self) -> str:
        return f"{self.method} {self.template.removeprefix('/api/v1')}"

    def at(self, path: str) -> "Sample":
        """The same request at another address of its door."""
        return replace(self, path=path)

    def send(self, client: Client, **headers: str) -> HttpResponse:
        return client.generic(  # type: ignore[return-value]
            self.method, self.path, self.content, content_type=self.content_type, headers=headers
        )


@cache
def openapi() -> dict[str, Any]:
    from sanye.project.urls import api

    return dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(
        _sample(method.upper(), template, operation)
        for template, methods in openapi()["paths"].items()
        for method, operation in methods.items()
    )


def closed_samples() -> tuple[Sample, ...]:
    """Those of doors that ask who is calling."""
    paths = openapi()["paths"]
    return tuple(
        one for one in samples() if paths[one.template][one.method.lower()].get("security")
    )


def _sample(method: str, template: str, operation: dict[str, Any]) -> Sample:
    name = f"{method} {template.removeprefix('/api/v1')}"
    if name in _BY_HAND:
        path, content, kind = _BY_HAND[name]
        return Sample(method, template, f"/api/v1{path}", content, kind)
    path, query = template, []
    for parameter in (one for one in operation.get("parameters", []) if "schema" in one):
        value = _value(parameter["schema"])
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", str(value))
        elif parameter["in"] == "query" and parameter.get("required"):
            query.append(f"{parameter['name']}={value}")
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return Sample(
        method=method,
        template=template,
        path="?".join(filter(None, [path, "&".join(query)])),
        content=b"" if schema is None else json.dumps(_value(schema)).encode(),
    )


def _value(schema: dict[str, Any]) -> Any:
    """The smallest value: required fields alone, the first of several kinds."""
    if "$ref" in schema:
        return _value(openapi()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _value(next(one for one in schema[several] if one.get("type") != "null"))
    if "allOf" in schema:
        return _value(schema["allOf"][0])
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        return {name: _value(fields[name]) for name in schema.get("required", [])}
    if kind == "array":
        return [_value(schema["items"]) for _ in range(max(schema.get("minItems", 1), 1))]
    if kind in {"integer", "number"}:
        return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
    if kind == "boolean":
        return True
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    pattern = schema.get("pattern", "")
    listed = re.fullmatch(r"\^\((\w+)\|.*\)\$", pattern)
    fitting = [listed[1]] if listed else [text for text in _TEXTS if re.search(pattern, text)]
    least = schema.get("minLength", 0)
    return next((text for text in fitting if len(text) >= least), fitting[0] * max(least, 1))


def client_of(role_code: str, acting: Actor, at: datetime, **scope: Any) -> Client:
    """Somebody new with this role, and the row scope of a membership, at the API."""
    user = identity.create_user(login=f"x-{new_id().hex[-8:]}", by=acting, at=at)
    identity.grant_membership(user_id=user.id, role_code=role_code, by=acting, at=at, **scope)
    token = identity.issue_api_key(user_id=user.id, name="x", by=acting, at=at).token
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
