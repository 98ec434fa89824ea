"""The door for a WSGI server; all is loaded before it opens, so that no first request waits."""

import os
from multiprocessing.util import Finalize

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from sanye.project.runtime.process import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanye.project.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  reading them imports every door

from sanye.stem.http.measuring import counts  # noqa: E402  needs Django set up

Finalize(None, counts.keep, exitpriority=0)  # a process of multiprocessing does not run atexit
