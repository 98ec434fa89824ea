"""The API object: every door authenticated, scoped, in one transaction, its errors as problems."""

from collections.abc import Callable
from functools import partial, wraps
from hashlib import sha256
from threading import Lock
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI, Swagger
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.http.addresses import by_first_word
from sanye.stem.http.callers import SAFE_METHODS, ApiKeyBearer, SessionCookie, now
from sanye.stem.http.etags import check_match, tagged
from sanye.stem.http.idempotency import answered_once
from sanye.stem.http.openapi import completed
from sanye.stem.http.parsing import JsonParser
from sanye.stem.http.problems import problem_of
from sanye.stem.http.rates import CallerRate
from sanye.stem.http.rendering import JsonRenderer, to_json
from sanye.stem.http.stale import read_stale

Run = Callable[..., HttpResponseBase]
Answer = Callable[[], HttpResponseBase]
Authenticate = Callable[[HttpRequest], Actor]


class Api(NinjaAPI):
    """Ninja's API with operation ids of the house and its conventions in the OpenAPI file."""

    _file: Any = None
    _written = b""

    def __init__(self, **options: Any) -> None:
        self._making = Lock()
        super().__init__(**options)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        function = operation.view_func
        path = function.__module__.removeprefix("sanye.").split(".")
        return "_".join([*path[:2], function.__name__.rstrip("_")])

    def _get_urls(self) -> list[URLPattern | URLResolver]:
        file = path("openapi.json", self._answer_file, name="openapi-json")
        others = [one for one in super()._get_urls() if getattr(one, "name", "") != file.name]
        return by_first_word([file, *others])

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI file, made once per process: doors do not change while it runs. It takes a
        second, for which the others who ask first wait."""
        with self._making:
            if self._file is None:
                self._file = completed(super().get_openapi_schema(**options))
        return self._file

    def _answer_file(self, request: HttpRequest) -> HttpResponseBase:
        """A megabyte that anybody may ask for: written once, and not sent to who has it."""
        if not self._written:
            self._written = to_json(self.get_openapi_schema())
        etag = f'"{sha256(self._written).hexdigest()[:32]}"'
        answer = HttpResponse(self._written, "application/json", headers={"ETag": etag})
        found = get_conditional_response(request, etag=etag, response=answer)
        return found if found is not None else answer


def api_object(*, title: str, version: str, authenticate: Authenticate) -> NinjaAPI:
    """The API object with the conventions of the house; `authenticate` tells who is calling."""
    api = Api(
        title=title,
        version=version,
        urls_namespace="api",
        auth=[SessionCookie(), ApiKeyBearer()],
        throttle=[CallerRate()],
        parser=JsonParser(),
        renderer=JsonRenderer(),
        docs=Swagger({"persistAuthorization": True, "docExpansion": "none"}),
    )
    for foreseen in (Refusal, ValidationError, HttpError, Http404):
        api.add_exception_handler(foreseen, _handled)
    api.add_decorator(partial(_served, authenticate), mode="view")
    api.add_decorator(_as_body, mode="operation")
    return api


def _handled(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_of(request, error)


def _as_body(view: Callable[..., object]) -> Callable[..., object]:
    """Rows are a list of any length: ninja takes a tuple of two for a status and a body."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> object:
        body = view(*args, **kwargs)
        return list(body) if type(body) is tuple else body

    return answer


def _served(authenticate: Authenticate, run: Run) -> Run:
    """Around one operation: the caller, the unit of work, and a problem for every error."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        def answer() -> HttpResponseBase:
            return run(request, *args, **kwargs)

        stale = getattr(operation.view_func, "may_be_stale", False)
        try:
            if not operation.auth_callbacks:
                return answer()
            request.auth = actor = authenticate(request)  # type: ignore[attr-defined]
            trace = getattr(request, "trace_id", None)
            with entered(UnitOfWork(actor=actor, at=now(), correlation_id=trace)):
                return _answered(request, actor, partial(read_stale, answer) if stale else answer)
        except Exception as error:  # noqa: BLE001 - the last door: everything becomes a problem
            return problem_of(request, error)

    return serve


def _answered(request: HttpRequest, actor: Actor, answer: Answer) -> HttpResponseBase:
    if request.method in SAFE_METHODS:
        return tagged(request, answer())

    def change() -> HttpResponseBase:
        check_match(request)
        if request.method == "POST" and "Idempotency-Key" in request.headers:
            response = answered_once(request, actor, answer)
        else:
            response = answer()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        return response

    return in_one_transaction(change)
