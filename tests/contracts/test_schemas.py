"""What tells a reader of our events that a change would hurt him."""

from tools.contracts import breaks, generated

OLD = {
    "properties": {"order_id": {"type": "string"}, "lines": {"$ref": "#/$defs/Line"}},
    "required": ["order_id"],
    "$defs": {"Line": {"properties": {"quantity": {"type": "string"}}, "required": ["quantity"]}},
}


def test_a_new_optional_field_breaks_nobody() -> None:
    new = OLD | {"properties": OLD["properties"] | {"note": {"type": "string"}}}

    assert list(breaks(OLD, new)) == []


def test_names_what_is_gone_changed_or_newly_required() -> None:
    line = {"properties": {"quantity": {"type": "integer"}, "unit": {}}, "required": ["unit"]}
    new = {"properties": {"lines": {"$ref": "#/$defs/Line"}}, "$defs": {"Line": line}}

    assert list(breaks(OLD, new)) == [
        "order_id is gone",
        "Line.quantity has another type",
        "Line.unit is new and required",
    ]


def test_every_event_has_a_schema_and_a_message() -> None:
    files = generated()
    index = next(content for path, content in files.items() if path.name == "asyncapi.json")

    assert len(index["components"]["messages"]) == len(files) - 1 > 0
