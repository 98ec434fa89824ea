"""What reading a mail needs everywhere. Strangers write mails: the time it takes grows with their
length and not with its square.
"""

import re
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from html import unescape
from typing import cast

LONGEST_HEADER = 1_000
_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_SILENT_TAGS = {"script", "style", "head", "title"}
_BREAKING_TAGS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3"}


class _ShortHeaders(EmailPolicy):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


def parsed(raw: bytes) -> EmailMessage:
    """The mail with its headers cut: to take one apart takes the library the square of its length.

    Raises RecursionError for parts within parts without end.
    """
    return cast("EmailMessage", message_from_bytes(raw, policy=_ShortHeaders()))


def header_of(message: EmailMessage, name: str) -> str:
    """A header decoded; one that cannot be read counts as absent."""
    try:
        value = message[name]
    except (ValueError, IndexError, AttributeError, TypeError, RecursionError):
        return ""
    return _clean(str(value)) if value is not None else ""


def words_of(message: EmailMessage) -> str:
    """The words of a mail's plain part, else of its HTML, whatever character set it claims."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        content = _content(part) if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError):
        part, content = None, _undeclared(message)
    if part is not None and part.get_content_subtype() == "html":
        content = words_of_html(content)
    return _clean(content)


def _content(part: MIMEPart) -> str:
    if part.get_content_charset() is None:
        return _undeclared(part)
    content = part.get_content()
    return content if isinstance(content, str) else ""


def _undeclared(part: MIMEPart) -> str:
    """The text of a part whose character set is missing or unknown: UTF-8, else GB 18030."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("gb18030", "replace")


def _clean(text: str) -> str:
    """Without characters that no text holds: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def words_of_html(html: str) -> str:
    """The words of an HTML page without tags, comments, scripts and styles.

    Whatever is not closed, each letter is looked at once: strangers write mails.
    """
    silent, words = 0, []
    for place, piece in enumerate(_TAG.split(_without_comments(html))):
        if place % 2 == 0:
            words.append("" if silent else unescape(piece))
            continue
        found = _TAG_NAME.match(piece)
        name = found[2].lower() if found else ""
        if name in _SILENT_TAGS:
            silent = max(silent - 1, 0) if found and found[1] else silent + 1
        elif name in _BREAKING_TAGS:
            words.append("\n")
    lines = (" ".join(line.split()) for line in "".join(words).splitlines())
    return "\n".join(line for line in lines if line)


def _without_comments(html: str) -> str:
    first, *others = html.split("<!--")
    return first + "".join(other.partition("-->")[2] for other in others)
