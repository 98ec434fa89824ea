"""All tables of the stem, for Django's registry."""

from sanye.stem.commands.models import *  # noqa: F403
from sanye.stem.events.models import *  # noqa: F403
from sanye.stem.exchange.models import *  # noqa: F403
from sanye.stem.identity.models import *  # noqa: F403
from sanye.stem.jobs.models import *  # noqa: F403
from sanye.stem.masterdata.models import *  # noqa: F403
from sanye.stem.numbering.models import *  # noqa: F403
from sanye.stem.webhooks.models import *  # noqa: F403
