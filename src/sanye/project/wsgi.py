"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from sanye.project.runtime.process import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanye.project.settings")
application = get_wsgi_application()
