"""All master tables."""

from sanye.stem.masterdata.models.bills import *  # noqa: F403
from sanye.stem.masterdata.models.calendars import *  # noqa: F403
from sanye.stem.masterdata.models.currencies import *  # noqa: F403
from sanye.stem.masterdata.models.items import *  # noqa: F403
from sanye.stem.masterdata.models.names import *  # noqa: F403
from sanye.stem.masterdata.models.parties import *  # noqa: F403
from sanye.stem.masterdata.models.prices import *  # noqa: F403
from sanye.stem.masterdata.models.routings import *  # noqa: F403
from sanye.stem.masterdata.models.setups import *  # noqa: F403
from sanye.stem.masterdata.models.sites import *  # noqa: F403
from sanye.stem.masterdata.models.suppliers import *  # noqa: F403
from sanye.stem.masterdata.models.terms import *  # noqa: F403
from sanye.stem.masterdata.models.units import *  # noqa: F403
