"""What a web server asks and says before it serves."""

import json
import logging
import socket

import pytest

from sanye.project.runtime import web
from sanye.project.runtime.errors import PortTaken


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_refuses_a_port_that_another_would_share_with_it(
    monkeypatch: pytest.MonkeyPatch, family: socket.AddressFamily, host: str
) -> None:
    """Granian sets SO_REUSEPORT: two that do so share a port, and each gets some requests."""
    monkeypatch.setattr(web, "_PATIENCE_SECONDS", 0)
    with socket.socket(family) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            other.bind((host, 0))
        except OSError:
            pytest.skip("this machine has no such address")
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortTaken):
            web._refuse_taken(host, port)

    web._refuse_taken(host, port)


def test_granians_lines_have_the_form_of_all_others() -> None:
    told = web._log()
    formatter = told["formatters"][told["handlers"]["stderr"]["formatter"]]["()"]()

    line = json.loads(
        formatter.format(logging.makeLogRecord({"msg": "Started %s", "args": ("x",)}))
    )

    assert told["loggers"]["_granian"]["handlers"] == ["stderr"]
    assert line["event"] == "Started x"
