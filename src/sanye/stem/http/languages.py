"""In which language a caller is answered."""

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(request: HttpRequest) -> str:
    """`zh` or `en`: by Accept-Language, else by the user's own setting, else English."""
    for name, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if name[:2] in {"zh", "en"}:
            return name[:2]
    actor = getattr(request, "auth", None)
    return "zh" if getattr(actor, "language", "en").startswith("zh") else "en"
