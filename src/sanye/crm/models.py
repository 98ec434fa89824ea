"""All tables of the leaf, for Django's registry: one line per module."""

from sanye.crm.accounts.models import *  # noqa: F403
from sanye.crm.consent.models import *  # noqa: F403
from sanye.crm.loyalty.models import *  # noqa: F403
from sanye.crm.marketing.models import *  # noqa: F403
from sanye.crm.pipeline.models import *  # noqa: F403
from sanye.crm.quoting.models import *  # noqa: F403
from sanye.crm.satisfaction.models import *  # noqa: F403
from sanye.crm.service.models import *  # noqa: F403
