"""Tables of stock."""

from sanye.erp.inventory.models.allocations import *  # noqa: F403
from sanye.erp.inventory.models.counts import *  # noqa: F403
from sanye.erp.inventory.models.ledger import *  # noqa: F403
from sanye.erp.inventory.models.lots import *  # noqa: F403
from sanye.erp.inventory.models.transfers import *  # noqa: F403
