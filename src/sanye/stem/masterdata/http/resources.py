"""One router for each declared master: list, one, create, change, many at once, archive."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from sanye.stem.commands import ask_right
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.masterdata import queries
from sanye.stem.masterdata.commands import archive_master
from sanye.stem.masterdata.commands.archiving import ARCHIVABLE
from sanye.stem.masterdata.commands.masters import Master, Put
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.http.schemas import PutOut, in_schema, out_schema
from sanye.stem.masterdata.models.columns import Named


@dataclass(frozen=True)
class Resource:
    """How a master is reached: its words, the query that lists it, the command that puts it.

    `filters` name parameters of the query that may stand in the address. With `listed_rights` one
    row is read by the right to the list, for masters that not everybody may see.
    """

    one: str
    many: str
    master: Master
    list_rows: Callable[..., Any]
    put_rows: Callable[..., Put]
    filters: tuple[str, ...] = ()
    listed_rights: bool = False

    @property
    def title(self) -> str:
        return self.one.title().replace("_", "")

    def put(self, rows: list[dict[str, Any]], request: HttpRequest, only: str = "") -> Put:
        """Call the command, whatever it calls its list."""
        name = next(iter(inspect.signature(self.put_rows).parameters))
        given: dict[str, Any] = {name: rows, "only": only}
        return self.put_rows(**given, by=actor_of(request), at=now())


def router_of(resource: Resource) -> Router:
    """All operations on one master."""
    router = Router()
    _reading(router, resource)
    _writing(router, resource)
    if resource.master.entity in ARCHIVABLE:
        _archiving(router, resource)
    return router


def _reading(router: Router, resource: Resource) -> None:
    brief = out_schema(f"{resource.title}Out", resource.master, detailed=False)
    full = out_schema(f"{resource.title}Detail", resource.master, detailed=True)
    named = issubclass(resource.master.model, Named)
    sortable = ("code", "sort_key") if named and "code" in resource.master.columns else ()

    def list_rows(request: HttpRequest, **filters: Any) -> HttpResponse:
        rows = resource.list_rows(**filters, by=actor_of(request))
        return page_of(request, rows, brief, sortable=sortable)

    def get_row(request: HttpRequest, row_id: UUID) -> Any:
        return _row(resource, request, row_id)

    _sign(list_rows, f"list_{resource.many}", _filters(resource))
    router.get("", response=Page[brief])(list_rows)  # type: ignore[valid-type]
    _sign(get_row, f"get_{resource.one}")
    router.get("/{uuid:row_id}", response=full)(get_row)


def _writing(router: Router, resource: Resource) -> None:
    full = out_schema(f"{resource.title}Detail", resource.master, detailed=True)
    given = in_schema(f"{resource.title}In", resource.master)
    change = in_schema(f"{resource.title}Change", resource.master, change=True)

    def create_row(request: HttpRequest, row: Schema) -> Any:
        return Status(201, resource.put([_given(row)], request, "NEW").row)

    def change_row(request: HttpRequest, row_id: UUID, row: Schema) -> Any:
        ask_right(resource.put_rows, actor_of(request))
        stored = _row(resource, request, row_id)
        key = {
            name: getattr(stored, resource.master.columns[name].attname)
            for name in resource.master.key
        }
        return resource.put([{**key, **_given(row)}], request, "KNOWN").row

    def put_rows(request: HttpRequest, rows: list[Schema]) -> Any:
        put = resource.put([_given(row) for row in rows], request)
        ids = [row.pk for row in put.rows]
        return {
            "created": put.created,
            "changed": put.changed,
            "unchanged": put.unchanged,
            "ids": ids,
        }

    create_row.__annotations__["row"] = given
    change_row.__annotations__["row"] = change
    put_rows.__annotations__["rows"] = Rows[given]  # type: ignore[valid-type]
    _sign(create_row, f"create_{resource.one}")
    router.post("", response={201: full})(create_row)
    _sign(change_row, f"change_{resource.one}")
    router.patch("/{uuid:row_id}", response=full)(change_row)
    _sign(put_rows, f"put_{resource.many}")
    router.post("/bulk", response=PutOut)(put_rows)


def _archiving(router: Router, resource: Resource) -> None:
    full = out_schema(f"{resource.title}Detail", resource.master, detailed=True)
    entity = resource.master.entity

    def archive(request: HttpRequest, row_id: UUID) -> Any:
        return archive_master(entity=entity, row_id=row_id, by=actor_of(request), at=now())

    def restore(request: HttpRequest, row_id: UUID) -> Any:
        return archive_master(
            entity=entity, row_id=row_id, is_archived=False, by=actor_of(request), at=now()
        )

    _sign(archive, f"archive_{resource.one}")
    router.post("/{uuid:row_id}/archive", response=full)(archive)
    _sign(restore, f"restore_{resource.one}")
    router.post("/{uuid:row_id}/restore", response=full)(restore)


def _row(resource: Resource, request: HttpRequest, row_id: UUID) -> Any:
    if resource.listed_rights:
        found = resource.list_rows(by=actor_of(request)).filter(pk=row_id).first()
        if found is None:
            raise MasterUnknown(entity=resource.master.entity, key=row_id)
        return found
    return queries.get_master(
        entity=resource.master.entity,
        model=resource.master.model,
        row_id=row_id,
        by=actor_of(request),
    )


def _given(row: Schema) -> dict[str, Any]:
    return row.model_dump(exclude_unset=True)


def _filters(resource: Resource) -> list[inspect.Parameter]:
    parameters = inspect.signature(resource.list_rows).parameters
    return [
        parameters[name].replace(kind=inspect.Parameter.KEYWORD_ONLY) for name in resource.filters
    ]


def _sign(
    function: Callable[..., Any], name: str, filters: list[inspect.Parameter] | None = None
) -> None:
    """Give the function the name and parameters that the API's description shows."""
    function.__name__ = name
    signature = inspect.signature(function)
    if filters is not None:
        request = next(iter(signature.parameters.values()))
        function.__signature__ = signature.replace(parameters=[request, *filters])  # type: ignore[attr-defined]
