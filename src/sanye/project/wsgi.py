"""The door for a WSGI server; all is loaded before it opens, so that no first request waits.

A server that loads it first and forks its processes then has them at once, and most of their memory
only once.
"""

import os
import signal
from multiprocessing.util import Finalize, register_after_fork

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

from sanye.kernel.garbage import loading
from sanye.project.runtime.process import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanye.project.settings")
with loading():
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  reading them imports every door

from sanye.project.runtime.receiving import WholeRequests  # needs Django set up
from sanye.stem.http.measuring import counts

door = WholeRequests(application)
"""What granian calls; any other WSGI server takes the application."""


class Request(WSGIRequest):
    """Text is UTF-8, whatever charset a request claims; not each that Python knows is one of text
    (`charset=hex`), and asking for such a one would break before anybody could answer."""

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )


def _keep_counts() -> None:
    Finalize(None, counts.keep, exitpriority=0)  # a process of multiprocessing runs no atexit


def _begin(_: object) -> None:
    """In a process that was forked to serve.

    Granian's own end waits for requests under way while it keeps them from going on, until its
    parent kills it; where that was killed itself, nobody would, and their locks would stay.
    """
    end_with_parent(signal.SIGKILL)
    _keep_counts()


application.request_class = Request
_keep_counts()
register_after_fork(counts, _begin)
