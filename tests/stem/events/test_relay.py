import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import nats
import pytest
from nats.js import JetStreamContext
from nats.js.api import StreamConfig

from sanye.kernel.ids import new_id
from sanye.stem.events import relay
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.events.cursors import Cursor, Unreachable, registered_cursors
from sanye.stem.events.models import CursorRow, EventRow
from tests.stem.events.conftest import BellEngraved, BellRung, ring

Drain = Callable[..., int]


class Broker:
    """A NATS server of the test's own, to be stopped and started."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.room = 8 * 1024**3
        self.asks_for: dict[str, str] = {}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = Path(sys.executable).parent / "nats-server"
        stored = {"store_dir": str(self.folder), "max_file_store": self.room}
        said = {"listen": f"127.0.0.1:{self.port}", "jetstream": stored}
        said |= {"authorization": self.asks_for} if self.asks_for else {}
        (self.folder / "conf").write_text(json.dumps(said))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, "-c", self.folder / "conf"], stdout=log, stderr=log
            )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def messages(self) -> list[dict[str, Any]]:
        return asyncio.run(self._messages())

    def make_stream(self, **said: Any) -> None:
        asyncio.run(self._ask(lambda stream: stream.add_stream(name=relay.STREAM, **said)))

    def stream(self) -> StreamConfig:
        return asyncio.run(self._ask(lambda stream: stream.stream_info(relay.STREAM))).config

    async def _ask(self, question: Callable[[JetStreamContext], Awaitable[Any]]) -> Any:
        client = await nats.connect(self.url)
        answer = await question(client.jetstream())
        await client.close()
        return answer

    async def _messages(self) -> list[dict[str, Any]]:
        client = await nats.connect(self.url)
        stream = client.jetstream()
        count = (await stream.stream_info(relay.STREAM)).state.messages
        subscription = await stream.subscribe("sanye.>", ordered_consumer=True)
        read = [await subscription.next_msg(timeout=5) for _ in range(count)]
        await client.close()
        return [json.loads(message.data) for message in read]


@pytest.fixture
def broker(tmp_path: Path, settings: Any) -> Iterator[Broker]:
    server = Broker(tmp_path)
    settings.NATS_URL = server.url
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("asked_for", "who"),
    [
        ({"user": "plant", "password": "p@ss w/rd"}, "plant:p%40ss%20w%2Frd@"),
        ({"token": "t@ken"}, "t%40ken@"),
    ],
)
def test_a_password_is_written_as_in_any_address_and_a_cluster_by_several_servers(
    broker: Broker, settings: Any, asked_for: dict[str, str], who: str
) -> None:
    broker.asks_for = asked_for
    broker.start()
    place = broker.url.removeprefix("nats://")
    message = {"id": str(new_id()), "data": {}}

    asyncio.run(relay._send(f"nats://{who}127.0.0.1:1,nats://{place}", [("sanye.one", message)]))

    settings.NATS_URL = f"nats://other:wrong@{place}"
    with pytest.raises(Unreachable, match="Authorization Violation"):
        relay.send([], by=None, at=None)  # type: ignore[arg-type]


class SlowRoad(Thread):
    """A way to a broker that lets so many bytes a second through."""

    def __init__(self, port: int, bytes_per_second: int) -> None:
        super().__init__(daemon=True)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._port = port
        self._rate = bytes_per_second

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self._door.getsockname()[1]}"

    def run(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                Thread(target=self._carry, args=(near, far, self._rate // 50), daemon=True).start()
                Thread(target=self._carry, args=(far, near, 0), daemon=True).start()

    def _carry(self, origin: socket.socket, goal: socket.socket, most: int) -> None:
        with suppress(OSError), origin, goal:
            while data := origin.recv(most or 65_536):
                goal.sendall(data)
                time.sleep(0.02 if most else 0)

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def follower(company: UUID) -> Cursor:
    registered_cursors[relay.relay.name] = relay.relay
    open_cursors_for_company(company)
    return relay.relay


def positions_of(messages: list[dict[str, Any]]) -> list[int]:
    return [int(message["sequence"]) for message in messages]


def all_positions() -> list[int]:
    return list(EventRow.objects.order_by("position").values_list("position", flat=True))


def test_every_event_is_a_cloud_event_on_the_stream_in_order(
    company: UUID, at: datetime, broker: Broker, follower: Cursor, drain: Drain
) -> None:
    broker.start()
    bell_id = new_id()
    for count in range(5):
        ring(company, BellRung(bell_id=bell_id, count=count), at=at)

    drain(follower, company_id=company, at=at)

    messages = broker.messages()
    assert positions_of(messages) == all_positions()
    assert messages[0]["specversion"] == "1.0"
    assert messages[0]["type"] == "sanye.test.bell.rung.v1"
    assert messages[0]["subject"] == str(bell_id)
    assert messages[0]["data"] == {"bell_id": str(bell_id), "count": 0}


def test_what_happened_while_nats_was_away_follows_without_gap_or_double(
    company: UUID, at: datetime, broker: Broker, follower: Cursor, drain: Drain
) -> None:
    broker.start()
    ring(company, BellRung(bell_id=new_id(), count=0), at=at)
    drain(follower, company_id=company, at=at)
    broker.stop()
    for minute in range(6):
        ring(company, BellRung(bell_id=new_id(), count=minute), at=at)
        drain(follower, company_id=company, at=at + timedelta(minutes=10 * minute))
    assert CursorRow.objects.get().attempts == 6

    broker.start()
    drain(follower, company_id=company, at=at + timedelta(minutes=61))

    assert positions_of(broker.messages()) == all_positions()
    assert CursorRow.objects.get().attempts == 0


def test_a_batch_sent_twice_stands_once_on_the_stream(
    company: UUID, at: datetime, broker: Broker, follower: Cursor, drain: Drain
) -> None:
    broker.start()
    for count in range(3):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    drain(follower, company_id=company, at=at)

    CursorRow.objects.update(done="1:1:")
    drain(follower, company_id=company, at=at)

    assert positions_of(broker.messages()) == all_positions()


def test_what_is_too_large_for_the_broker_is_sent_as_a_reference_and_holds_up_nobody(
    company: UUID, at: datetime, broker: Broker, follower: Cursor, drain: Drain
) -> None:
    """A NATS of somebody's own takes 1 MB unless told otherwise."""
    broker.start()
    bell_id = new_id()
    texts = ["x" * 1_000_000, "x" * 1_048_000, "x" * 3_000_000]
    for text in texts:
        ring(company, BellEngraved(bell_id=bell_id, text=text), at=at)
    ring(company, BellRung(bell_id=bell_id, count=1), at=at)

    drain(follower, company_id=company, at=at)

    messages = broker.messages()
    assert positions_of(messages) == all_positions()
    assert [len(message["data"]["text"]) for message in messages[:1]] == [1_000_000]
    for message in messages[1:3]:
        assert message["dataref"] == f"/api/v1/events/{message['id']}"
        assert not message.keys() & {"data", "datacontenttype"}
        assert message["type"] == "sanye.test.bell.engraved.v1"
        assert message["subject"] == str(bell_id)
    assert messages[3]["data"]["count"] == 1
    assert CursorRow.objects.get().attempts == 0


def test_a_page_may_take_longer_than_an_answer_over_a_slow_road(
    company: UUID,
    at: datetime,
    broker: Broker,
    follower: Cursor,
    drain: Drain,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were the page as a whole timed, it would be sent anew for ever."""
    broker.start()
    monkeypatch.setattr(relay, "ANSWER_SECONDS", 0.8)
    for _ in range(20):
        ring(company, BellEngraved(bell_id=new_id(), text="x" * 100_000), at=at)
    road = SlowRoad(broker.port, bytes_per_second=1_000_000)
    road.start()
    settings.NATS_URL = road.url
    began = time.monotonic()

    drain(follower, company_id=company, at=at)

    assert time.monotonic() - began > relay.ANSWER_SECONDS
    assert positions_of(broker.messages()) == all_positions()
    assert CursorRow.objects.get().attempts == 0
    road.close()


def test_the_stream_never_fills_its_server(
    company: UUID,
    at: datetime,
    broker: Broker,
    follower: Cursor,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One without a bound, as it was made before, held up everything once the server was full."""
    broker.room = 4_000_000
    broker.start()
    monkeypatch.setattr(relay, "STREAM_BYTES", 3_000_000)
    broker.make_stream(subjects=relay.SUBJECTS)
    for count in range(8):
        ring(company, BellEngraved(bell_id=new_id(), text=f"{count:>700000}"), at=at)

    drain(follower, company_id=company, at=at)

    assert positions_of(broker.messages()) == all_positions()[-4:]
    assert CursorRow.objects.get().attempts == 0


def test_what_the_operator_of_a_stream_has_set_stays(
    company: UUID, at: datetime, broker: Broker, follower: Cursor, drain: Drain
) -> None:
    broker.start()
    broker.make_stream(subjects=relay.SUBJECTS, max_bytes=2_000_000, max_age=3600)
    ring(company, BellRung(bell_id=new_id(), count=0), at=at)

    drain(follower, company_id=company, at=at)

    assert positions_of(broker.messages()) == all_positions()
    config = broker.stream()
    assert (config.max_bytes, config.max_age) == (2_000_000, 3600)


def test_a_server_without_room_for_the_stream_is_no_fault_of_an_event(
    company: UUID, at: datetime, broker: Broker, follower: Cursor, drain: Drain
) -> None:
    broker.room = 1_000_000
    broker.start()
    ring(company, BellRung(bell_id=new_id(), count=0), at=at)

    drain(follower, company_id=company, at=at)
    cursor = CursorRow.objects.get()
    broker.make_stream(subjects=relay.SUBJECTS, max_bytes=500_000)
    drain(follower, company_id=company, at=at + timedelta(minutes=10))

    assert cursor.attempts == 1
    assert "insufficient storage" in cursor.error
    assert positions_of(broker.messages()) == all_positions()
