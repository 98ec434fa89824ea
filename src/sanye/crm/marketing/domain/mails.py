"""A mail as it came over the wire (RFC 5322, MIME) as what it says of a lead."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from html import unescape

MOST_LETTERS = 20_000
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)
_PHONE = re.compile(
    r"(?:tel|phone|mobile|电话|手机|联系方式)[.:：\s]*([+(]?\d[\d\s()/.-]{5,20}\d)", re.IGNORECASE
)
_COMPANY = re.compile(
    r"^\s*(?:company|公司|单位)\s*[:：]\s*(.{2,200}?)\s*$", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRead:
    """Sender, words, and what the words say of telephone and company where they name them."""

    person_name: str
    email: str
    phone: str
    company_name: str
    text: str


def read_mail(raw: str) -> MailRead | None:
    """The mail, or None where it has no sender."""
    message = message_from_bytes(raw.encode("utf-8", "replace"), policy=policy.default)
    name, address = parseaddr(str(message.get("Reply-To") or message.get("From") or ""))
    if "@" not in address:
        return None
    words = _words(message)
    subject = str(message.get("Subject") or "").strip()
    text = "\n\n".join(part for part in (subject, words) if part)[:MOST_LETTERS]
    phone, company = _PHONE.search(words), _COMPANY.search(words)
    return MailRead(
        person_name=name.strip()[:200],
        email=address.strip(),
        phone=phone[1].strip() if phone else "",
        company_name=company[1] if company else "",
        text=text.replace("\x00", ""),
    )


def _words(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeDecodeError):
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if body.get_content_type() == "text/html":
        content = unescape(_TAG.sub(" ", content))
    return content.strip()
