"""`/s/{token}`: the page on which a customer answers, in his language and without signing in.

The token in the address is the right to answer one request; the page sets no cookie and loads
nothing. Reading it changes nothing, so that mail scanners do no harm.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, path
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sanye.crm.satisfaction import commands, queries
from sanye.crm.satisfaction.domain.asking import AnswerChannel
from sanye.crm.satisfaction.domain.words import PAGE, REASONS, SCORES, SUBJECTS
from sanye.kernel.actors import Actor
from sanye.kernel.errors import InvalidInput, Refusal
from sanye.stem.http import now
from sanye.stem.http.rates import CallerRate

MOST_LETTERS = 4000
_TEXT = Path(__file__).with_name("answer.html")
_rate = CallerRate()
_guesses = CallerRate("SANYE_FORM_RATE")


@cache
def _template() -> Any:
    return engines["django"].from_string(_TEXT.read_text("utf-8"))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, or take the answer."""
    row = queries.find_request_of_token(token)
    if row is None and not _guesses.allow_request(request):
        return _shown(request, _reader(request), 429, problem="busy")
    if row is None:
        return _shown(request, _reader(request), 404, problem="unknown")
    if not _rate.allow_request(request):
        return _shown(request, row.language, 429, problem="busy")
    if now() >= row.expires_at:
        return _shown(request, row.language, 410, problem="expired")
    if request.method != "POST":
        return _shown(request, row.language, 200, row=row, is_open=row.score is None)
    return _answered(request, row)


def _answered(request: HttpRequest, row: Any) -> HttpResponse:
    score = request.POST.get("score", "")
    if score not in {"1", "2", "3", "4", "5"}:
        return _shown(request, row.language, 422, row=row, is_open=True, error="missing")
    try:
        changed = commands.answer_request(
            request_id=row.id,
            score=int(score),
            reason_codes=request.POST.getlist("reason"),
            comment=request.POST.get("comment", "")[:MOST_LETTERS].replace("\x00", ""),
            channel=AnswerChannel.LINK,
            by=_customer(row),
            at=now(),
        )
    except InvalidInput:
        return _shown(request, row.language, 422, row=row, is_open=True, error="missing")
    except Refusal:
        return _shown(request, row.language, 410, problem="expired")
    return _shown(request, row.language, 200, row=changed, is_thanked=True)


def _customer(row: Any) -> Actor:
    """Whoever holds the link: he may answer, and nothing else."""
    return Actor(
        user_id=None,
        company_id=row.company_id,
        name="satisfaction-link",
        permissions=frozenset({"crm.satisfaction.answer_request"}),
        channel="LINK",
    )


def _reader(request: HttpRequest) -> str:
    return "zh" if get_language_from_request(request).startswith("zh") else "en"


def _shown(request: HttpRequest, language: str, status: int, **more: Any) -> HttpResponse:
    row = more.get("row")
    context = {
        "language": language,
        "words": PAGE[language],
        "scores": SCORES[language],
        "reasons": REASONS[language].items(),
        "subject": SUBJECTS[language][row.subject_type] if row else "",
        "problem": PAGE[language].get(more.pop("problem", ""), ""),
        "error": PAGE[language].get(more.pop("error", ""), ""),
        **more,
    }
    response = HttpResponse(_template().render(context, request), status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


pages: list[URLPattern] = [path("s/<str:token>", answer_page)]
