"""Tables of suppliers' behaviour."""

from sanye.scm.suppliers.models.alerts import *  # noqa: F403
from sanye.scm.suppliers.models.history import *  # noqa: F403
from sanye.scm.suppliers.models.scores import *  # noqa: F403
