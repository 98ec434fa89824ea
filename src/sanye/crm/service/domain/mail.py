"""Reading a mail (RFC 5322, MIME): who wrote, about what, in plain words."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from sanye.stem.exchange.domain.mails import header_of, parsed, words_of

LONGEST_SUBJECT, LONGEST_TEXT = 200, 50_000
CASE_NUMBER = re.compile(r"(?<![A-Za-z0-9-])CS-\d{4}-\d{6}(?![\d-])", re.IGNORECASE)
_QUOTE = re.compile(
    r"^(>|-{2,}\s*(Original Message|原始邮件|转发邮件)"
    r"|On .{4,200} wrote:\s*$|在.{4,200}写道[:\uff1a]\s*$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What matters of a mail. `message_id` is empty where the sender gave none."""

    message_id: str
    sender_name: str
    sender_email: str
    subject: str
    text: str
    is_automatic: bool

    @property
    def case_number(self) -> str:
        """The first number of a case in the subject, or nothing."""
        found = CASE_NUMBER.search(self.subject)
        return found.group().upper() if found else ""


def read_mail(raw: bytes) -> Mail | None:
    """The mail, or None where it names no sender or says nothing, or has parts in parts without
    end."""
    try:
        return _read(raw)
    except RecursionError:
        return None


def _read(raw: bytes) -> Mail | None:
    message = parsed(raw)
    name, email = parseaddr(header_of(message, "From"))
    subject = " ".join(header_of(message, "Subject").split())[:LONGEST_SUBJECT]
    text = without_quote(words_of(message))[:LONGEST_TEXT]
    if "@" not in email or len(email.lower()) > 254 or not (subject or text):
        return None
    return Mail(
        message_id=header_of(message, "Message-ID").strip()[:250],
        sender_name=name[:200],
        sender_email=email.lower(),
        subject=subject,
        text=text,
        is_automatic=_is_automatic(message),
    )


def without_quote(text: str) -> str:
    """The writer's own words; all of it where nothing stands above the quotation."""
    found = _QUOTE.search(text)
    own = text[: found.start()].strip() if found else text.strip()
    return own or text.strip()


def _is_automatic(message: EmailMessage) -> bool:
    """RFC 3834: everything but `no` was sent by a program; bulk mail answers nobody."""
    submitted = header_of(message, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = header_of(message, "Precedence").strip().lower()
    return submitted not in ("", "no") or precedence in ("bulk", "junk", "auto_reply")
