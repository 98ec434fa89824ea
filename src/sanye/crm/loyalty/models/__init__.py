"""Tables of behaviour and health: facts known of customers, and what is worked out from them."""

from sanye.crm.loyalty.models.known import *  # noqa: F403
from sanye.crm.loyalty.models.policies import *  # noqa: F403
from sanye.crm.loyalty.models.worked_out import *  # noqa: F403
