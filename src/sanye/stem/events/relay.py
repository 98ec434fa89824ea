"""The relay: every event of the log on NATS JetStream, as a CloudEvent, in order.

At least once; `Nats-Msg-Id` is the event's id, so that the stream drops what comes twice within its
window, and consumers drop the rest by the same id. PostgreSQL stays the truth: while NATS is away
the cursor waits, and goes on from where it stood. A NATS whose disk was full takes messages and
stores none until it is started again: `sanye up` does so with its own, others are their owner's.
What is larger than the server takes is sent with a reference in place of its data. The stream is
bounded, so that it never fills the server: its oldest messages make room for new ones.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import unquote, urlsplit

import nats
from django.conf import settings
from nats.aio.client import Client
from nats.errors import ConnectionClosedError, Error, NoRespondersError, NoServersError
from nats.js import JetStreamContext
from nats.js.api import StreamConfig
from nats.js.errors import NotFoundError, ServerError, ServiceUnavailableError

from sanye.kernel.actors import Actor
from sanye.stem.events.advancing import ALERT_AFTER_TRIES
from sanye.stem.events.cloud_events import MEDIA_TYPE, cloud_event, encoded
from sanye.stem.events.cursors import Cursor, Recorded, Unreachable
from sanye.stem.events.models import CursorRow

STREAM = "SANYE"
SUBJECTS = ["sanye.>"]
DUPLICATE_WINDOW_SECONDS = 120.0
STREAM_BYTES = 4 * 1024**3
"""What the stream keeps: some millions of events. Its operator may give it another size."""
ANSWER_SECONDS = 5.0
CONNECT_SECONDS = 2
UNBOUNDED = -1
_HEADER_BYTES = 1024
"""At most, and counted by the server with the message."""
_AWAY = (
    OSError,  # time-outs are among them
    ConnectionClosedError,
    NoRespondersError,
    NoServersError,
    ServiceUnavailableError,
    ServerError,  # no room for the stream
)

relay = Cursor(
    "stem.events.relay", kind="PROJECTION", on_failure="HALT", batch_size=200, is_apart=True
)


@relay.on_everything
def send(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Send the batch and wait until the stream has all of it. Raises Unreachable."""
    if not settings.NATS_URL:
        return
    try:
        asyncio.run(_send(settings.NATS_URL, [(subject_of(e), cloud_event(e)) for e in batch]))
    except _AWAY as error:
        raise Unreachable(
            f"NATS is away or stores nothing (see its log): {type(error).__name__}: {error}"
        ) from error


def stands_still() -> bool:
    """Whether some company's events have not reached NATS for many tries."""
    return CursorRow.objects.filter(name=relay.name, attempts__gte=ALERT_AFTER_TRIES).exists()


def subject_of(recorded: Recorded) -> str:
    """`sanye.<company>.erp.sales_order.confirmed.v1`: consumers ask for a company or a leaf."""
    return f"sanye.{recorded.company_id}.{recorded.type.removeprefix('sanye.')}"


async def _send(url: str, messages: list[tuple[str, dict[str, object]]]) -> None:
    client = await _connected(url)
    try:
        stream = client.jetstream(timeout=ANSWER_SECONDS)
        await _ensure_stream(stream)
        sent = [
            await stream.publish_async(
                subject,
                encoded(message, most_bytes=client.max_payload - _HEADER_BYTES),
                headers={
                    "Nats-Msg-Id": str(message["id"]),
                    "Content-Type": MEDIA_TYPE,
                },
            )
            for subject, message in messages
        ]
        for answer in sent:  # a page may take as long as it needs while answers keep coming
            await asyncio.wait_for(answer, ANSWER_SECONDS)
    finally:
        await client.close()


async def _connected(url: str) -> Client:
    """A client of one of the servers named. A password is written in the address as in any other,
    with %40 for @. Raises OSError where none takes us.
    """
    servers = [urlsplit(one) for one in url.split(",")]
    user, password = (unquote(word or "") for word in (servers[0].username, servers[0].password))
    who = {"user": user, "password": password} if password else {"token": user or None}
    try:
        return await nats.connect(
            [f"{one.scheme}://{one.netloc.rpartition('@')[2]}" for one in servers],
            connect_timeout=CONNECT_SECONDS,
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            allow_reconnect=False,
            **who,
        )
    except Error as error:
        raise ConnectionError(str(error)) from error


async def _ensure_stream(stream: JetStreamContext) -> None:
    """Make the stream, or bound one that has no bound; what else its operator has set stays."""
    try:
        config = (await stream.stream_info(STREAM)).config
    except NotFoundError:
        await stream.add_stream(
            StreamConfig(
                name=STREAM,
                subjects=SUBJECTS,
                duplicate_window=DUPLICATE_WINDOW_SECONDS,
                max_bytes=STREAM_BYTES,
            )
        )
    else:
        if config.max_bytes == UNBOUNDED:
            await stream.update_stream(config, max_bytes=STREAM_BYTES)
