"""One POST to somebody else's server, such that nobody can aim it at ours.

The name is looked up once, every address it has is judged, and the connection goes to one of those
addresses: a name that leads elsewhere a moment later (DNS rebinding) leads nowhere. No redirect is
followed, no proxy of the environment used, and of the answer no more is read than status and
headers (http.client: a hundred lines of 64 KiB at most).
"""

import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from socket import SHUT_RDWR, SOCK_STREAM, create_connection, gaierror, getaddrinfo
from threading import Timer

from sanye import __version__
from sanye.stem.events.cloud_events import MEDIA_TYPE
from sanye.stem.webhooks.domain.addresses import Network, Target, check_address, target_of
from sanye.stem.webhooks.domain.trying import Outcome, outcome_of
from sanye.stem.webhooks.errors import AddressForbidden, UrlInvalid

SECONDS = 10.0
"""For everything: connecting, sending, and the first line and headers of the answer."""

_FAILURES: tuple[tuple[type[Exception], Outcome], ...] = (
    (AddressForbidden, Outcome.FORBIDDEN),
    (UrlInvalid, Outcome.FORBIDDEN),
    (gaierror, Outcome.NAME_UNKNOWN),
    (UnicodeError, Outcome.NAME_UNKNOWN),
    (ssl.SSLError, Outcome.NOT_TRUSTED),
    (TimeoutError, Outcome.TOO_SLOW),
    (OSError, Outcome.NOT_REACHED),
    (HTTPException, Outcome.NOT_REACHED),
)
"""In the order in which they are looked at: some are kinds of others."""


@cache
def _trust() -> ssl.SSLContext:
    """Whom this machine trusts, read once a process: it takes 25 ms of CPU."""
    return ssl.create_default_context()


class _Pinned(HTTPConnection):
    """A connection to an address that was judged; the name is for the host header and for TLS."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self._target = target
        self._address = address
        self.is_cut = False
        if target.scheme == "https":
            self.default_port = 443

    def connect(self) -> None:
        self.sock = create_connection((self._address, self._target.port), SECONDS)
        if self._target.scheme == "https":
            self.sock = _trust().wrap_socket(self.sock, server_hostname=self._target.host)
        if self.is_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End it from another thread, whatever it waits for; while it connects, after that."""
        self.is_cut = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(SHUT_RDWR)


def send(
    url: str, body: bytes, headers: Mapping[str, str], open_to: Sequence[Network]
) -> tuple[Outcome, int | None]:
    """Send a message; how it ended, and the status where there was an answer. Raises nothing."""
    connection: _Pinned | None = None
    try:
        target = target_of(url)
        connection = _Pinned(target, _address(target, open_to))
        watch = Timer(SECONDS, connection.cut)
        watch.start()
        try:
            status = _posted(connection, target, body, headers)
        finally:
            watch.cancel()
            connection.close()
    except (OSError, HTTPException, UnicodeError, AddressForbidden, UrlInvalid) as error:
        kind = next(outcome for kind, outcome in _FAILURES if isinstance(error, kind))
        is_cut = connection is not None and connection.is_cut
        return Outcome.TOO_SLOW if is_cut else kind, None
    return (Outcome.TOO_SLOW, None) if connection.is_cut else (outcome_of(status), status)


def _address(target: Target, open_to: Sequence[Network]) -> str:
    """The first address of the host, if all of them may be connected to."""
    found = getaddrinfo(target.host, target.port, type=SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        check_address(target, ip_address(address.partition("%")[0]), open_to)
    return addresses[0]


def _posted(
    connection: HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str]
) -> int:
    own = {
        "Content-Type": MEDIA_TYPE,
        "User-Agent": f"Sanye/{__version__}",
        "Connection": "close",
    }
    connection.request("POST", target.path, body, {**own, **headers})
    return connection.getresponse().status
