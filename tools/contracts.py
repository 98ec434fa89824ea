"""Writes what other systems may rely on: a JSON Schema per event, and one AsyncAPI document.

    python tools/contracts.py [--check]

With --check nothing is written, and the exit code is 1 where the stored files differ. Changes that
would break a reader of a released event are named: a field that is gone, another type, or a new
field that is required.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sanye.contracts
from sanye import __version__
from sanye.kernel.events import event_types, json_schema

CONTRACTS = Path(sanye.contracts.__path__[0])


def main(words: list[str]) -> int:
    changed = 0
    for path, content in generated().items():
        stored = json.loads(path.read_text("utf-8")) if path.exists() else None
        if stored == content:
            continue
        changed += 1
        for break_ in breaks(stored or {}, content):
            sys.stdout.write(f"BREAKS {path.name}: {break_}\n")
        if "--check" not in words:
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    sys.stdout.write(f"{len(event_types())} events, {changed} files differ\n")
    return 1 if changed and "--check" in words else 0


def generated() -> dict[Path, Any]:
    """Every file with its content, from the declarations alone."""
    sanye.contracts.declare_all()
    ours = {name: cls for name, cls in event_types().items() if cls.__module__.startswith("sanye.")}
    files: dict[Path, Any] = {}
    for name in ours:
        leaf = name.split(".")[1]
        files[CONTRACTS / leaf / "schemas" / f"{name}.json"] = schema_of(name)
    files[CONTRACTS / "asyncapi.json"] = asyncapi(list(ours))
    return files


def schema_of(event_type: str) -> dict[str, Any]:
    """The schema of one event's data, with its type as title."""
    schema = json_schema(event_type)
    return (
        {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": event_type}
    )


def asyncapi(event_types_: list[str]) -> dict[str, Any]:
    """AsyncAPI 3: one channel of the relay's subjects, one message per event (CloudEvents 1.0)."""
    messages = {
        name: {
            "name": name,
            "contentType": "application/cloudevents+json",
            "payload": {
                "type": "object",
                "required": ["specversion", "id", "source", "type", "data"],
                "properties": {
                    "specversion": {"const": "1.0"},
                    "id": {"type": "string", "format": "uuid"},
                    "source": {"type": "string"},
                    "type": {"const": name},
                    "subject": {"type": "string"},
                    "time": {"type": "string", "format": "date-time"},
                    "data": {"$ref": f"./{name.split('.')[1]}/schemas/{name}.json"},
                },
            },
        }
        for name in event_types_
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Sanye events", "version": __version__},
        "channels": {
            "events": {
                "address": "sanye.{company}.{event}",
                "parameters": {"company": {}, "event": {}},
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "publishEvents": {"action": "send", "channel": {"$ref": "#/channels/events"}}
        },
        "components": {"messages": messages},
    }


def breaks(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What a reader of the old schema could stumble over in the new one."""
    yield from _breaks_in("", old, new)
    for name, definition in old.get("$defs", {}).items():
        yield from _breaks_in(f"{name}.", definition, new.get("$defs", {}).get(name, {}))


def _breaks_in(where: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        if name not in after:
            yield f"{where}{name} is gone"
        elif _shape(before[name]) != _shape(after[name]):
            yield f"{where}{name} has another type"
    for name in new.get("required", []):
        if old and name not in before:
            yield f"{where}{name} is new and required"


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    words = ("title", "description", "default")
    return {key: value for key, value in schema.items() if key not in words}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
