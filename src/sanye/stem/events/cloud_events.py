"""An event as others get it: CloudEvents 1.0, structured JSON form."""

import orjson

from sanye.kernel.events import to_data
from sanye.stem.events.cursors import Recorded

MEDIA_TYPE = "application/cloudevents+json"
_OF_DATA = ("data", "datacontenttype")


def cloud_event(recorded: Recorded) -> dict[str, object]:
    """The event with its place in the log (`sequence`) and what it belongs to (`correlationid`)."""
    return {
        "specversion": "1.0",
        "id": str(recorded.event_id),
        "source": f"/companies/{recorded.company_id}",
        "type": recorded.type,
        "subject": str(recorded.key),
        "time": recorded.recorded_at.isoformat(),
        "datacontenttype": "application/json",
        "sequence": str(recorded.position),
        "correlationid": str(recorded.correlation_id),
        "data": to_data(recorded.data),
    }


def encoded(event: dict[str, object], *, most_bytes: int) -> bytes:
    """The event as JSON; without its data where that would be longer than who takes it can take."""
    body = orjson.dumps(event)
    return body if len(body) <= most_bytes else orjson.dumps(by_reference(event))


def by_reference(event: dict[str, object]) -> dict[str, object]:
    """The event with where its data is to be had instead of the data.

    `dataref` is CloudEvents' Claim Check extension: a path of our API that gives the event whole.
    """
    rest = {name: value for name, value in event.items() if name not in _OF_DATA}
    return rest | {"dataref": f"/api/v1/events/{event['id']}"}
