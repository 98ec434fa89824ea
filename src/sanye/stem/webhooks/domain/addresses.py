"""Where a webhook may lead: over HTTPS to the public internet, and nowhere inside.

Whoever runs the installation may open networks of the house (SANYE_WEBHOOK_NETWORKS); in those
plain HTTP and any port are allowed too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from socket import inet_aton
from urllib.parse import urlsplit

from sanye.stem.webhooks.errors import AddressForbidden, UrlInvalid

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
PORTS = {443, 8443}
SCHEMES = {"https": 443, "http": 80}

_INSIDE = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata lives there
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # a cloud's own services under a public address
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64: an IPv4 address inside
        "64:ff9b:1::/48",
        "2001::/23",  # Teredo and other protocol assignments
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)
"""What counts as global in the registries (RFC 6890) and leads inside all the same."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `host` is ASCII, without brackets."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """Take a URL apart. Raises UrlInvalid."""
    try:
        parts = urlsplit(url)
        host = _ascii(parts.hostname or "")
        port = parts.port or SCHEMES[parts.scheme]
    except (ValueError, KeyError, UnicodeError) as error:
        raise UrlInvalid(field="url") from error
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not host or parts.username is not None or parts.fragment or not is_plain:
        raise UrlInvalid(field="url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def check_address(target: Target, address: Address, open_to: Sequence[Network]) -> None:
    """Whether that may be connected to. Raises AddressForbidden."""
    if any(address in network for network in open_to):
        return
    if target.scheme != "https" or target.port not in PORTS or is_inside(address):
        raise AddressForbidden(field="url")


def check_literal(target: Target, open_to: Sequence[Network]) -> None:
    """What can be said before a name is looked up. Raises AddressForbidden."""
    address = literal(target.host)
    if address is not None:
        check_address(target, address, open_to)
    elif not open_to and (target.scheme != "https" or target.port not in PORTS):
        raise AddressForbidden(field="url")


def is_inside(address: Address) -> bool:
    """Whether it is anything but one machine on the public internet."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return is_inside(address.ipv4_mapped)
    return (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or any(address in network for network in _INSIDE)
    )


def literal(host: str) -> Address | None:
    """The address that a host is, in any of the forms the C library takes: `127.1`, `0x7f000001`,
    `2130706433`, `0177.0.0.1`; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(inet_aton(host))
    except (OSError, ValueError):
        return None


def networks_of(text: str) -> tuple[Network, ...]:
    """`10.20.0.0/16,fd00::/8` as networks. Raises ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def _ascii(host: str) -> str:
    return host if ":" in host else host.rstrip(".").encode("idna").decode()
