"""The doors of files: what can be exchanged, upload, download, saved mappings."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import File, UploadedFile

from sanye.kernel.errors import Refusal
from sanye.stem.exchange import commands, queries
from sanye.stem.exchange.domain.sheets import MOST_BYTES
from sanye.stem.exchange.kinds import KINDS, layout_of
from sanye.stem.http import Router, Schema, actor_of, now
from sanye.stem.http.languages import language_of
from sanye.stem.http.stale import may_be_stale

imports = Router()
exports = Router()
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class KindOut(Schema):
    kind: str
    columns: list[str]
    required: list[str]


class RefusedOut(Schema):
    row: int | None
    field: str | None
    code: str
    detail: str


class ImportOut(Schema):
    kind: str
    rows: int
    created: int
    changed: int
    unchanged: int
    is_dry_run: bool
    refused: list[RefusedOut]


class MappingIn(Schema):
    headings: dict[str, str]
    values: dict[str, str] = {}


class MappingOut(Schema):
    kind: str
    name: str
    headings: dict[str, str]
    values: dict[str, str]


@imports.get("/kinds", response=list[KindOut])
def list_import_kinds(request: HttpRequest) -> object:
    actor_of(request)
    return [
        {
            "kind": name,
            "columns": layout_of(name).columns,
            "required": list(layout_of(name).key),
        }
        for name in KINDS
    ]


@imports.get("/mappings", response=list[MappingOut])
def list_import_mappings(request: HttpRequest, kind: str | None = None) -> object:
    return [_mapping(row) for row in queries.list_mappings(kind=kind, by=actor_of(request))]


@imports.put("/mappings/{kind}/{name}", response=MappingOut)
def save_import_mapping(request: HttpRequest, kind: str, name: str, mapping: MappingIn) -> object:
    saved = commands.save_mapping(
        kind=kind,
        name=name,
        headings=mapping.headings,
        values=mapping.values,
        by=actor_of(request),
        at=now(),
    )
    return _mapping(saved)


@imports.post("/{kind}", response=ImportOut)
def import_file(
    request: HttpRequest,
    kind: str,
    file: File[UploadedFile],
    mapping: str = "",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    accept_good: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> object:
    report = commands.import_file(
        kind=kind,
        content=file.read(MOST_BYTES + 1),
        name=file.name or "",
        mapping=mapping,
        dry_run=dry_run,
        accept_good=accept_good,
        by=actor_of(request),
        at=now(),
    )
    language = language_of(request)
    shown = {name: getattr(report, name) for name in ImportOut.model_fields if name != "refused"}
    return {**shown, "refused": [_refused(refusal, language) for refusal in report.refused]}


@exports.get("/{kind}")
@may_be_stale
def export_file(
    request: HttpRequest,
    kind: str,
    format: Literal["csv", "xlsx"] = "csv",  # noqa: A002
) -> HttpResponseBase:
    pieces = queries.get_export(kind=kind, file_format=format, by=actor_of(request))
    return StreamingHttpResponse(
        pieces,
        content_type=_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{kind}.{format}"'},
    )


def _refused(refusal: Refusal, language: str) -> dict[str, Any]:
    return {
        "row": refusal.row,
        "field": refusal.field,
        "code": refusal.code,
        "detail": refusal.text(language),
    }


def _mapping(row: Any) -> dict[str, Any]:
    columns = list(row.columns.all())
    return {
        "kind": row.kind,
        "name": row.name,
        "headings": {column.heading: column.target for column in columns if column.heading},
        "values": {column.target: column.value for column in columns if not column.heading},
    }


routers = [("/imports", imports), ("/exports", exports)]
