"""The relay: every event of the log on NATS JetStream, as a CloudEvent, in order.

At least once; `Nats-Msg-Id` is the event's id, so that the stream drops what comes twice within its
window, and consumers drop the rest by the same id. PostgreSQL stays the truth: while NATS is away
the cursor waits, and goes on from where it stood.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import nats
import orjson
from django.conf import settings
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import StreamConfig

from sanye.kernel.actors import Actor
from sanye.stem.events.cloud_events import MEDIA_TYPE, cloud_event
from sanye.stem.events.cursors import Cursor, Recorded

STREAM = "SANYE"
SUBJECTS = ["sanye.>"]
DUPLICATE_WINDOW_SECONDS = 120.0
ANSWER_SECONDS = 5.0
CONNECT_SECONDS = 2

relay = Cursor("stem.events.relay", kind="PROJECTION", on_failure="HALT", batch_size=200)


@relay.on_everything
def send(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Send the batch and wait until the stream has all of it."""
    if settings.NATS_URL:
        asyncio.run(_send(settings.NATS_URL, [(subject_of(e), cloud_event(e)) for e in batch]))


def subject_of(recorded: Recorded) -> str:
    """`sanye.<company>.erp.sales_order.confirmed.v1`: consumers ask for a company or a leaf."""
    return f"sanye.{recorded.company_id}.{recorded.type.removeprefix('sanye.')}"


async def _send(url: str, messages: list[tuple[str, dict[str, object]]]) -> None:
    client: Client = await nats.connect(
        url,
        connect_timeout=CONNECT_SECONDS,
        max_reconnect_attempts=1,
        reconnect_time_wait=0,
        allow_reconnect=False,
    )
    try:
        stream = client.jetstream(timeout=ANSWER_SECONDS)
        await _ensure_stream(stream)
        sent = [
            await stream.publish_async(
                subject,
                orjson.dumps(message),
                headers={
                    "Nats-Msg-Id": str(message["id"]),
                    "Content-Type": MEDIA_TYPE,
                },
            )
            for subject, message in messages
        ]
        await asyncio.wait_for(asyncio.gather(*sent), ANSWER_SECONDS)
    finally:
        await client.close()


async def _ensure_stream(stream: JetStreamContext) -> None:
    await stream.add_stream(
        StreamConfig(name=STREAM, subjects=SUBJECTS, duplicate_window=DUPLICATE_WINDOW_SECONDS)
    )
