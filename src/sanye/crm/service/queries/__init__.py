"""Reads of service."""

from sanye.crm.service.queries.cases import *  # noqa: F403
from sanye.crm.service.queries.costs import *  # noqa: F403
from sanye.crm.service.queries.incoming import *  # noqa: F403
from sanye.crm.service.queries.own import *  # noqa: F403
from sanye.crm.service.queries.reports import *  # noqa: F403
from sanye.crm.service.queries.returns import *  # noqa: F403
from sanye.crm.service.queries.rules import *  # noqa: F403
from sanye.crm.service.queries.units import *  # noqa: F403
