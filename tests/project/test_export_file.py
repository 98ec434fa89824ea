"""`sanye export` where it does not come to its end."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.project.cli import export

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(tmp_path: Path, by: Actor, monkeypatch: pytest.MonkeyPatch) -> Namespace:
    monkeypatch.setattr(export, "actor_named", lambda _company: by)
    return Namespace(kind="payment-terms", file=tmp_path / "terms.csv", company=None)


def test_a_file_is_whole_or_as_it_was(asked: Namespace, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def broken(**_given: Any) -> Iterator[bytes]:
        yield b"code,name\r\n"
        seen.append(asked.file.read_bytes())
        raise ConnectionError

    asked.file.write_bytes(b"of yesterday")
    monkeypatch.setattr(export, "get_export", broken)

    with pytest.raises(ConnectionError):
        export.run(asked)

    assert [*seen, asked.file.read_bytes()] == [b"of yesterday"] * 2
    assert list(asked.file.parent.iterdir()) == [asked.file]


def test_a_link_leads_on_to_the_file(asked: Namespace) -> None:
    target = asked.file
    asked.file = target.with_name("latest.csv")
    asked.file.symlink_to(target)

    result = export.run(asked)

    assert asked.file.is_symlink()
    assert target.stat().st_size == result.data["bytes"] > 0
