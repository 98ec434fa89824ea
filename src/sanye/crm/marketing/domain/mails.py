"""A mail as it came over the wire (RFC 5322, MIME) as what it says of a lead."""

import re
from dataclasses import dataclass
from email.utils import parseaddr

from sanye.stem.exchange.domain.mails import header_of, parsed, words_of

MOST_LETTERS = 20_000
_PHONE = re.compile(
    r"(?:tel|phone|mobile|电话|手机|联系方式)[.:：\s]*([+(]?\d[\d\s()/.-]{5,20}\d)", re.IGNORECASE
)
_COMPANY = re.compile(
    r"^[^\S\n]*(?:company|公司|单位)[^\S\n]*[:：][^\S\n]*(.{2,200}?)[^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
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
    """The mail, or None where it has no sender, or parts in parts without end."""
    try:
        return _read(raw)
    except RecursionError:
        return None


def _read(raw: str) -> MailRead | None:
    message = parsed(raw.encode("utf-8", "replace"))
    name, address = parseaddr(header_of(message, "Reply-To") or header_of(message, "From"))
    if "@" not in address:
        return None
    words = words_of(message).strip()
    subject = header_of(message, "Subject").strip()
    text = "\n\n".join(part for part in (subject, words) if part)[:MOST_LETTERS]
    phone, company = _PHONE.search(words), _COMPANY.search(words)
    return MailRead(
        person_name=name.strip()[:200],
        email=address.strip(),
        phone=phone[1].strip() if phone else "",
        company_name=company[1] if company else "",
        text=text,
    )
