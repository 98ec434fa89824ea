"""Whose request it is behind proxies: the address that the outermost trusted proxy saw."""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_HEADER = "HTTP_X_FORWARDED_FOR"
_NETWORK_OF_A_HOUSEHOLD = 64


class TrustedProxies:
    """Middleware, the outermost. Puts the client's address where everything reads it: REMOTE_ADDR.

    Each proxy appends the address that connected to it, so of `X-Forwarded-For` only as many
    entries from the right are true as there are proxies of ours (SANYE_PROXIES); what stands before
    them the client wrote itself. With none, or with fewer entries, the header counts for nothing.
    Afterwards it is gone, so that nobody behind reads it otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        seen = [part.strip() for part in request.META.pop(_HEADER, "").split(",")]
        count: int = settings.SANYE_PROXIES
        if 0 < count <= len(seen) and _is_address(seen[-count]):
            request.META["REMOTE_ADDR"] = seen[-count]
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def network_of(address: str) -> str:
    """What limits by address count together: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    shift = 128 - _NETWORK_OF_A_HOUSEHOLD
    return f"{IPv6Address(int(found) >> shift << shift)}/{_NETWORK_OF_A_HOUSEHOLD}"
