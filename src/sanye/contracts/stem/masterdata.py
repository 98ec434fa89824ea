"""Facts of master data: small, with the ids of what changed; details are asked for."""

from datetime import date
from uuid import UUID

from sanye.kernel.events import event


@event("sanye.stem.party.created.v1", key="party_id")
class PartyCreated:
    party_id: UUID
    code: str
    roles: tuple[str, ...]


@event("sanye.stem.party.changed.v1", key="party_id")
class PartyChanged:
    party_id: UUID
    code: str
    roles: tuple[str, ...]


@event("sanye.stem.party.terms_changed.v1", key="party_id")
class PartyTermsChanged:
    """What a party is to the company changed: limit, currency, payment terms, price list."""

    party_id: UUID


@event("sanye.stem.item.created.v1", key="item_id")
class ItemCreated:
    item_id: UUID
    code: str
    kind: str
    unit: str


@event("sanye.stem.item.changed.v1", key="item_id")
class ItemChanged:
    item_id: UUID
    code: str
    kind: str
    unit: str


@event("sanye.stem.item.costing_changed.v1", key="item_id")
class ItemCostingChanged:
    """How the company values the item, or its standard cost, changed."""

    item_id: UUID


@event("sanye.stem.item.planning_changed.v1", key="item_id")
class ItemPlanningChanged:
    """How a site plans the item changed."""

    item_id: UUID
    site_id: UUID


@event("sanye.stem.site.created.v1", key="site_id")
class SiteCreated:
    site_id: UUID
    code: str
    kind: str


@event("sanye.stem.site.changed.v1", key="site_id")
class SiteChanged:
    site_id: UUID
    code: str
    kind: str


@event("sanye.stem.work_center.changed.v1", key="work_center_id")
class WorkCenterChanged:
    """A work center is new, or its calendar, capacity or cost rate changed."""

    work_center_id: UUID
    site_id: UUID


@event("sanye.stem.setup_matrix.changed.v1", key="setup_matrix_id")
class SetupMatrixChanged:
    """A set-up matrix is new, or its rules changed."""

    setup_matrix_id: UUID
    code: str


@event("sanye.stem.calendar.changed.v1", key="calendar_id")
class CalendarChanged:
    """A calendar is new, or its shifts or single days changed."""

    calendar_id: UUID


@event("sanye.stem.bill.changed.v1", key="item_id")
class BillChanged:
    """A bill of the item is new or changed; without a site it holds everywhere."""

    bill_id: UUID
    item_id: UUID
    site_id: UUID | None


@event("sanye.stem.routing.changed.v1", key="item_id")
class RoutingChanged:
    """A routing of the item is new or changed; without a site it holds everywhere."""

    routing_id: UUID
    item_id: UUID
    site_id: UUID | None


@event("sanye.stem.supplier_term.changed.v1", key="item_id")
class SupplierTermChanged:
    """A supplier's offer of the item is new or changed."""

    supplier_term_id: UUID
    item_id: UUID
    supplier_id: UUID


@event("sanye.stem.price_list.changed.v1", key="price_list_id")
class PriceListChanged:
    price_list_id: UUID
    code: str


@event("sanye.stem.promotion.changed.v1", key="promotion_id")
class PromotionChanged:
    promotion_id: UUID
    code: str


@event("sanye.stem.exchange_rate.entered.v1", key="exchange_rate_id")
class ExchangeRateEntered:
    exchange_rate_id: UUID
    from_currency: str
    to_currency: str
    rate_date: date


@event("sanye.stem.master.archived.v1", key="row_id")
class MasterArchived:
    """A master may no longer be used for anything new; `entity` is ITEM, PARTY, SITE …"""

    entity: str
    row_id: UUID
    code: str
