"""What ninja's OpenAPI file lacks: problems, tags, paging and the headers of the conventions."""

from typing import Any

_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `detail` is in the caller's language.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
        "data": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "field": {"type": ["string", "null"]},
                    "row": {"type": ["integer", "null"]},
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def _parameter(where: str, name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "in": where,
        "name": name,
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


_PARAMETERS = {
    "company": _parameter("header", "Sanye-Company", "Code or id of one of the caller's companies"),
    "match": _parameter("header", "If-Match", "ETag that was read; 412 if it changed meanwhile"),
    "idempotency": _parameter(
        "header", "Idempotency-Key", "Same key, same answer; nothing is done twice", maxLength=200
    ),
    "limit": _parameter(
        "query", "limit", "Rows in a page", type="integer", minimum=1, maximum=200, default=50
    ),
    "cursor": _parameter("query", "cursor", "next_cursor of the page before"),
    "sort": _parameter("query", "sort", "Column, with - before it for descending"),
    "fields": _parameter("query", "fields", "Only these fields, separated by commas"),
}


def completed(schema: Any) -> Any:
    """The file with the conventions written into every operation."""
    components = schema["components"]
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["parameters"] = _PARAMETERS
    components["responses"] = {
        "Problem": {
            "description": "Refused, and nothing was changed",
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    }
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    operation.setdefault("tags", [path.split("/")[3] if path.count("/") > 2 else "api"])
    operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    present = {parameter.get("name") for parameter in operation["parameters"]}
    operation["parameters"] += [
        {"$ref": f"#/components/parameters/{name}"}
        for name in _names(method, operation)
        if _PARAMETERS[name]["name"] not in present
    ]


def _names(method: str, operation: dict[str, Any]) -> list[str]:
    names = ["company"] if operation.get("security") else []
    if method != "get":
        names.append("match")
    if method == "post":
        names.append("idempotency")
    if method == "get" and "/Page_" in str(operation["responses"]):
        names += ["limit", "cursor", "sort", "fields"]
    return names
