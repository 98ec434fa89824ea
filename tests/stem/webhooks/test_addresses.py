"""No webhook leads inside: not by any form of an address, not by a name, not by a redirect."""

import socket
import time
from ipaddress import IPv4Address, ip_address
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.stem.webhooks.domain.addresses import (
    check_literal,
    is_inside,
    literal,
    networks_of,
    target_of,
)
from sanye.stem.webhooks.domain.trying import Outcome
from sanye.stem.webhooks.errors import AddressForbidden, UrlInvalid
from sanye.stem.webhooks.sending import send
from tests.stem.webhooks.conftest import Receiver

INSIDE = (
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0.0.0.0/",
    "https://0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
)
"""What a C library takes for this machine, its network, a cloud's metadata, or many machines."""
NO_ADDRESS = (
    "",
    "hooks",
    "https://",
    "https:///path",
    "ftp://shop.example/",
    "file:///etc/passwd",
    "gopher://shop.example/",
    "https://shop.example:99999/",
    "https://user@shop.example/",
    "https://user:secret@shop.example/",
    "https://shop.example/#part",
    "https://shop.example\\@127.0.0.1/",
    "https://shop.example/\r\nHost: inside",
    "https://shop.example/ x",
    "https://[::1",
)


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_inside_is_refused_when_named_and_when_sent_to(url: str):
    target = target_of(url)

    with pytest.raises(AddressForbidden):
        check_literal(target, ())
    assert send(url, b"{}", {}, ()) == (Outcome.FORBIDDEN, None)


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_plain_address_is_refused(url: str):
    with pytest.raises(UrlInvalid):
        target_of(url)
    assert send(url, b"{}", {}, networks_of("0.0.0.0/0")) == (Outcome.FORBIDDEN, None)


@pytest.mark.parametrize(
    "url", ["http://8.8.8.8/", "https://8.8.8.8:22/", "https://8.8.8.8:6379/", "http://a.example/"]
)
def test_only_https_on_its_ports_leads_outside(url: str):
    with pytest.raises(AddressForbidden):
        check_literal(target_of(url), ())


@pytest.mark.parametrize("text", ["8.8.8.8", "114.114.114.114", "2606:4700:4700::1111"])
def test_the_public_internet_is_outside(text: str):
    assert not is_inside(ip_address(text))


@given(st.integers(0, 2**32 - 1))
def test_an_address_is_inside_in_every_form_or_in_none(number: int):
    address = IPv4Address(number)
    forms = (str(address), str(number), hex(number), f"0{number:o}")

    assert {literal(form) for form in forms} == {address}
    assert is_inside(ip_address(f"::ffff:{address}")) == is_inside(address)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """Name → what each look-up of it answers, in order; other names as always."""
    known: dict[str, list[list[str]]] = {}
    ask = socket.getaddrinfo

    def answer(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host not in known:
            return ask(host, port, *args, **more)
        (addresses, *rest) = known[host]
        known[host] = rest or [addresses]
        return [entry for one in addresses for entry in ask(one, port, *args, **more)]

    monkeypatch.setattr("sanye.stem.webhooks.sending.getaddrinfo", answer)
    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return known


def test_a_name_that_leads_inside_is_refused(names: dict[str, list[list[str]]]):
    names["inside.example"] = [["10.0.0.7"]]
    names["half.example"] = [["8.8.8.8", "127.0.0.1"]]

    assert send("https://inside.example/", b"{}", {}, ()) == (Outcome.FORBIDDEN, None)
    assert send("https://half.example/", b"{}", {}, ()) == (Outcome.FORBIDDEN, None)
    assert send("https://localhost/", b"{}", {}, ()) == (Outcome.FORBIDDEN, None)


def test_the_name_is_looked_up_once(names: dict[str, list[list[str]]], receiver: Receiver):
    """A second look-up would lead elsewhere: to 127.0.0.2, where nobody listens."""
    names["rebinding.example"] = [["127.0.0.1"], ["127.0.0.2"]]
    url = receiver.url.replace("127.0.0.1", "rebinding.example")

    assert send(url, b"{}", {}, networks_of("127.0.0.1/32")) == (Outcome.TAKEN, 204)
    assert names["rebinding.example"] == [["127.0.0.2"]]
    [(headers, _body)] = receiver.taken
    assert headers["host"] == f"rebinding.example:{receiver.server_address[1]}"


def test_a_redirect_is_not_followed(receiver: Receiver):
    receiver.status, receiver.answer = 307, {"Location": receiver.url}

    assert send(receiver.url, b"{}", {}, networks_of("127.0.0.1")) == (Outcome.REDIRECTED, 307)
    assert len(receiver.taken) == 1


def test_no_proxy_of_the_environment_is_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert send(receiver.url, b"{}", {}, networks_of("127.0.0.1")) == (Outcome.TAKEN, 204)


def test_only_the_networks_that_are_opened_are_open(receiver: Receiver):
    assert send(receiver.url, b"{}", {}, ()) == (Outcome.FORBIDDEN, None)
    assert send(receiver.url, b"{}", {}, networks_of("127.0.0.2/32")) == (Outcome.FORBIDDEN, None)
    assert receiver.taken == []


@pytest.mark.parametrize("connects_in", [0, 0.4])
def test_a_receiver_that_never_ends_its_answer_is_left(
    monkeypatch: pytest.MonkeyPatch, connects_in: float
):
    """Bytes come again and again, so no read of its own takes too long; nor does it help to shake
    hands until the time is over."""
    monkeypatch.setattr("sanye.stem.webhooks.sending.SECONDS", 0.3)
    connect = socket.create_connection

    def connect_slowly(*args: Any) -> socket.socket:
        pause.wait(connects_in)
        return connect(*args)

    monkeypatch.setattr("sanye.stem.webhooks.sending.create_connection", connect_slowly)
    listener, pause = socket.create_server(("127.0.0.1", 0)), Event()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

    def drip() -> None:
        peer, _address = listener.accept()
        with peer:
            peer.sendall(b"HTTP/1.1 200 OK\r\n")
            for number in range(90):
                try:
                    peer.sendall(f"X-{number}: y\r\n".encode())
                except OSError:
                    return
                pause.wait(0.05)

    Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    with listener:
        assert send(url, b"{}", {}, networks_of("127.0.0.1")) == (Outcome.TOO_SLOW, None)
    assert time.monotonic() - began < 3
    pause.set()


def test_what_is_not_there_is_not_reached():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    url = f"http://127.0.0.1:{port}/"
    assert send(url, b"{}", {}, networks_of("127.0.0.1")) == (Outcome.NOT_REACHED, None)
