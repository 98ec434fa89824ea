"""Every event that `scm` publishes, by subject."""

from sanye.contracts.scm.demand import *  # noqa: F403
from sanye.contracts.scm.planning import *  # noqa: F403
from sanye.contracts.scm.suppliers import *  # noqa: F403
from sanye.contracts.scm.transport import *  # noqa: F403
