"""What is told of an installation whose parts run each by itself."""

import pytest

from sanye.project.runtime.home import Home
from sanye.project.runtime.status import parts_of


def test_beside_servers_of_ones_own_no_up_is_missed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [part.name for part in parts_of(home)]
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/sanye")
    monkeypatch.setenv("NATS_URL", "nats://u:p@127.0.0.1:1,nats://127.0.0.1:2")

    parts = parts_of(home)

    assert alone == ["PostgreSQL", "NATS", "up"]
    assert [(part.name, part.address) for part in parts] == [
        ("PostgreSQL", "postgresql://127.0.0.1:1/sanye"),
        ("NATS", "nats://127.0.0.1:1,nats://127.0.0.1:2"),
    ]
