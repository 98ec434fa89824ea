"""All tables of the leaf, for Django's registry: one line per module."""

from sanye.scm.demand.models import *  # noqa: F403
from sanye.scm.planning.models import *  # noqa: F403
from sanye.scm.promising.models import *  # noqa: F403
from sanye.scm.suppliers.models import *  # noqa: F403
from sanye.scm.transport.models import *  # noqa: F403
