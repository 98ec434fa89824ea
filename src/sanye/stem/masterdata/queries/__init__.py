"""Reads of master data."""

from sanye.stem.masterdata.domain.sales import *  # noqa: F403
from sanye.stem.masterdata.queries.days import *  # noqa: F403
from sanye.stem.masterdata.queries.items import *  # noqa: F403
from sanye.stem.masterdata.queries.masters import *  # noqa: F403
from sanye.stem.masterdata.queries.parties import *  # noqa: F403
from sanye.stem.masterdata.queries.places import *  # noqa: F403
from sanye.stem.masterdata.queries.prices import *  # noqa: F403
from sanye.stem.masterdata.queries.selling import *  # noqa: F403
from sanye.stem.masterdata.queries.setups import *  # noqa: F403
from sanye.stem.masterdata.queries.structures import *  # noqa: F403
from sanye.stem.masterdata.queries.terms import *  # noqa: F403
