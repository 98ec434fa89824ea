"""Tables of service."""

from sanye.crm.service.models.cases import *  # noqa: F403
from sanye.crm.service.models.costs import *  # noqa: F403
from sanye.crm.service.models.incoming import *  # noqa: F403
from sanye.crm.service.models.returns import *  # noqa: F403
from sanye.crm.service.models.rules import *  # noqa: F403
from sanye.crm.service.models.units import *  # noqa: F403
