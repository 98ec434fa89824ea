"""Every event that `crm` publishes, by subject."""

from sanye.contracts.crm.customers import *  # noqa: F403
from sanye.contracts.crm.selling import *  # noqa: F403
from sanye.contracts.crm.service import *  # noqa: F403
