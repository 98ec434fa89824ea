"""An event as others get it: CloudEvents 1.0, structured JSON form."""

from sanye.kernel.events import to_data
from sanye.stem.events.cursors import Recorded

MEDIA_TYPE = "application/cloudevents+json"


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
