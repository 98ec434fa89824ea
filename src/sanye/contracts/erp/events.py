"""Every event that `erp` publishes, by subject."""

from sanye.contracts.erp.finance import *  # noqa: F403
from sanye.contracts.erp.history import *  # noqa: F403
from sanye.contracts.erp.inventory import *  # noqa: F403
from sanye.contracts.erp.people import *  # noqa: F403
from sanye.contracts.erp.production import *  # noqa: F403
from sanye.contracts.erp.purchasing import *  # noqa: F403
from sanye.contracts.erp.quality import *  # noqa: F403
from sanye.contracts.erp.returns import *  # noqa: F403
from sanye.contracts.erp.sales import *  # noqa: F403
