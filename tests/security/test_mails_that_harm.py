"""Mails that strangers write to stop whoever reads them."""

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sanye.crm.marketing.domain.mails import read_mail as read_lead
from sanye.crm.service.domain.mail import read_mail as read_case

HEAD = "From: Ann <ann@velo.example>\nSubject: Hello\nContent-Type: text/%s\n\n"
SIZE = 500_000
MAILS = {
    "empty lines": HEAD % "plain" + "x\n" + "\n" * SIZE + "y",
    "open tags": HEAD % "html" + "x" + "<" * SIZE,
    "open scripts": HEAD % "html" + "x" + "<script " * (SIZE // 8),
    "open comments": HEAD % "html" + "x" + "<!--" * (SIZE // 4),
    "quotes": "From: " + '"' * SIZE + " <ann@velo.example>\n\nx",
    "brackets": "From: " + "(" * SIZE + "ann@velo.example\n\nx",
    "parameters": HEAD % ("plain; a=" + '"' * SIZE) + "x",
    "parts in parts": "From: ann@velo.example\n"
    + "".join(f"Content-Type: multipart/mixed; boundary=x{n}\n\n--x{n}\n" for n in range(3000)),
}
READERS: list[Callable[[str], Any]] = [read_lead, lambda raw: read_case(raw.encode())]


@pytest.fixture(autouse=True)
def not_for_ever() -> Iterator[None]:
    """Read letter by letter from each letter anew, these take hours."""

    def stop(*_: object) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, former)


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("read", READERS, ids=["lead", "case"])
def test_a_mail_is_read_in_the_time_of_its_length(read: Callable[[str], Any], name: str):
    read(MAILS[name])


@pytest.mark.parametrize("read", READERS, ids=["lead", "case"])
def test_words_of_a_page_are_read_without_what_is_not_shown(read: Callable[[str], Any]):
    page = (
        "<!doctype html><html><head><title>t</title><style>p{}</style></head><body>"
        "<!--[if mso]><b>no</b><![endif]--><p>Tel: 021-5555 1234<br>1 &lt; 2</p>"
        "<script>if(a<b){c>d}</script></body></html>"
    )

    assert read(HEAD % "html" + page).text.endswith("Tel: 021-5555 1234\n1 < 2")
