"""Logs as JSON lines on standard error, without personal data.

Identities stand in them as ids. Values that a library puts into a line by itself (a database's
`DETAIL: Key (login)=(…)`, a key named password) are cut out before the line is written.
"""

import logging
import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import orjson
import structlog

Line = MutableMapping[str, Any]
PERSONAL = frozenset(
    {
        "address",
        "authorization",
        "cookie",
        "email",
        "full_name",
        "login",
        "password",
        "phone",
        "secret",
        "token",
        "username",
    }
)
_DETAIL = re.compile(r"(DETAIL|CONTEXT|详细信息):.*", re.DOTALL)
_MAIL = re.compile(r"(?<![^\s@'\"<>=(])[^\s@'\"<>=(]+@[^\s@'\"<>)]+\.[^\s@'\"<>)]+")
"""Begins where a word does: from each of its letters, one long word would hold the process."""


def without_personal_data(_logger: Any, _method: str, line: Line) -> Line:
    """Cut what may name a person: values by key; mail addresses and row values in any text."""
    for name, value in line.items():
        if name.lower() in PERSONAL:
            line[name] = "…"
        elif isinstance(value, str):
            line[name] = _MAIL.sub("…", _DETAIL.sub(r"\1: …", value))
    return line


class RefusedByDjango(logging.Filter):
    """A request that Django refuses for its form, such as one for a foreign host, is a mistake of
    the client's: a warning in one line.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = None
            record.msg = str(record.msg).replace("ALLOWED_HOSTS", "SANYE_HOSTS")
        return True


def _json(line: Mapping[str, Any], **_options: Any) -> str:
    return orjson.dumps(dict(line), default=str).decode()


_SHARED: list[Callable[..., Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.format_exc_info,
]


def set_up_logs(level: str = "INFO") -> dict[str, Any]:
    """Set up structlog; returns what Django's LOGGING should be, so that both write one format."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": json_formatter}},
        "filters": {"refused": {"()": RefusedByDjango}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["refused"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "nats": {"level": "CRITICAL"},
            "asyncio": {"level": "ERROR"},  # it warns of every end of a NATS connection by TLS
            "httpx": {"level": "WARNING"},
        },
    }


def json_formatter() -> logging.Formatter:
    """One JSON object a line, for structlog's lines and those of the standard library."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_personal_data,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
    )
