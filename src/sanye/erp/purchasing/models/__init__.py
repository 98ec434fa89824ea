"""Purchase orders and what hangs on them."""

from sanye.erp.purchasing.models.orders import *  # noqa: F403
from sanye.erp.purchasing.models.planned import *  # noqa: F403
from sanye.erp.purchasing.models.policies import *  # noqa: F403
from sanye.erp.purchasing.models.receipts import *  # noqa: F403
