"""All tables of the leaf, for Django's registry: one line per module."""

from sanye.erp.costing.models import *  # noqa: F403
from sanye.erp.delivery.models import *  # noqa: F403
from sanye.erp.freight.models import *  # noqa: F403
from sanye.erp.inventory.models import *  # noqa: F403
from sanye.erp.invoicing.models import *  # noqa: F403
from sanye.erp.ledger.models import *  # noqa: F403
from sanye.erp.open_items.models import *  # noqa: F403
from sanye.erp.people.models import *  # noqa: F403
from sanye.erp.product_cost.models import *  # noqa: F403
from sanye.erp.production.models import *  # noqa: F403
from sanye.erp.purchasing.models import *  # noqa: F403
from sanye.erp.quality.models import *  # noqa: F403
from sanye.erp.returns.models import *  # noqa: F403
from sanye.erp.sales_orders.models import *  # noqa: F403
from sanye.erp.supplier_invoices.models import *  # noqa: F403
