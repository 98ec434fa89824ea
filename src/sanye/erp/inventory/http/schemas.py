"""What the doors of stock take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from sanye.erp.inventory.commands import MovementLine
from sanye.erp.inventory.domain.rights import SEE_COSTS
from sanye.stem.http import Schema
from sanye.stem.http.sights import only_with
from sanye.stem.http.types import Code, Day, NotNegative, Positive, Reason

MOST_LINES = 1000


class KeyIn(Schema):
    """A heap; without a location the item's own, or the site's first storage location."""

    item_id: UUID
    site_id: UUID
    location_id: UUID | None = None
    lot: Code = ""
    serial_number: Code = ""
    status: Annotated[str, Field(max_length=24)] = "AVAILABLE"
    owner_id: UUID | None = None
    handling_unit: Annotated[str, Field(max_length=20)] = ""


class StockLineIn(KeyIn):
    """A positive quantity of one heap in the item's stock unit."""

    quantity: Positive

    def line(self) -> MovementLine:
        return MovementLine(**self.dict())


class OpeningLineIn(StockLineIn):
    unit_cost: NotNegative


class CountedLineIn(KeyIn):
    quantity: NotNegative

    def line(self) -> MovementLine:
        return MovementLine(**self.dict())


Lines = Annotated[list[StockLineIn], Field(min_length=1, max_length=MOST_LINES)]


class OpeningIn(Schema):
    posting_date: Day
    lines: Annotated[list[OpeningLineIn], Field(min_length=1, max_length=MOST_LINES)]


class ScrapIn(Schema):
    posting_date: Day
    reason_code: Code
    lines: Lines


class StatusChangeIn(ScrapIn):
    to_status: Annotated[str, Field(max_length=24)]


class MoveIn(Schema):
    posting_date: Day
    to_location_id: UUID
    lines: Lines


class ReversalIn(Schema):
    posting_date: Day
    reason_code: Code


class LotIn(Schema):
    item_id: UUID
    number: Annotated[str, Field(min_length=1, max_length=40)]
    expires_date: Day | None = None
    made_date: Day | None = None
    supplier_id: UUID | None = None
    supplier_lot: Code = ""


class LotStatusIn(Schema):
    item_id: UUID
    number: Annotated[str, Field(min_length=1, max_length=40)]
    status: Annotated[str, Field(max_length=24)]
    reason_code: Code
    posting_date: Day


class KeyOut(Schema):
    item_id: UUID
    site_id: UUID
    location_id: UUID
    lot: str
    serial_number: str
    status: str
    owner_id: UUID | None
    handling_unit: str


class BalanceOut(KeyOut):
    id: UUID
    item_code: Annotated[str, Field(alias="item.code")]
    unit: Annotated[str, Field(alias="item.unit")]
    site_code: Annotated[str, Field(alias="site.code")]
    location_code: Annotated[str, Field(alias="location.code")]
    on_hand: Decimal
    allocated: Decimal


class OnHandOut(Schema):
    item_id: UUID
    site_id: UUID
    on_hand: Decimal
    available: Decimal | None


class MovementLineOut(KeyOut):
    quantity: Decimal
    unit: str
    unit_cost: Annotated[Decimal | None, only_with(SEE_COSTS)]
    source_line_id: UUID | None


class MovementOut(Schema):
    id: UUID
    number: str
    kind: str
    posting_date: date
    posted_at: datetime
    source_type: str
    source_id: UUID | None
    source_number: str
    reason_code: str
    reverses_id: UUID | None
    lines: list[MovementLineOut]

    @staticmethod
    def resolve_lines(movement: object) -> list[object]:
        return list(movement.lines.all())  # type: ignore[attr-defined]


class AllocationOut(Schema):
    id: UUID
    demand_type: str
    demand_id: UUID
    item_id: UUID
    site_id: UUID
    lot: Annotated[str, Field(alias="balance.lot")]
    serial_number: Annotated[str, Field(alias="balance.serial_number")]
    quantity: Decimal
    open_quantity: Decimal
    unit: str
    allocated_at: datetime


class LotOut(Schema):
    id: UUID
    item_id: UUID
    number: str
    status: str
    expires_date: date | None
    made_date: date | None
    supplier_id: UUID | None
    supplier_lot: str


class SerialNumberOut(Schema):
    id: UUID
    item_id: UUID
    number: str
    lot: str
    on_hand: int
    site_id: UUID | None
    location_id: UUID | None
    status: str


class PickOut(Schema):
    location_id: Annotated[UUID, Field(alias="key.location_id")]
    lot: Annotated[str, Field(alias="key.lot")]
    serial_number: Annotated[str, Field(alias="key.serial_number")]
    quantity: Decimal
    expires_date: date | None


class PickProposalOut(Schema):
    picks: list[PickOut]
    missing_quantity: Decimal


class GenealogyStepOut(Schema):
    depth: int
    order_id: UUID
    order_number: str
    item_id: UUID
    item_code: str
    lot: str
    serial_number: str
    quantity: Decimal


class TransferLineIn(Schema):
    item_id: UUID
    quantity: Positive


class TransferIn(Schema):
    from_site_id: UUID
    to_site_id: UUID
    ship_date: Day
    due_date: Day
    lines: Annotated[list[TransferLineIn], Field(min_length=1, max_length=MOST_LINES)]


class LineQuantityIn(Schema):
    line_id: UUID
    quantity: NotNegative


Quantities = Annotated[list[LineQuantityIn], Field(max_length=MOST_LINES)]


class TransferChangeIn(Schema):
    ship_date: Day | None = None
    due_date: Day | None = None
    lines: Quantities = []
    reason: Reason


class TransferBookingIn(Schema):
    """Without lines everything that is open."""

    posting_date: Day
    lines: Quantities | None = None


class TransferReceiptIn(TransferBookingIn):
    location_id: UUID | None = None


class TransferClosingIn(Schema):
    posting_date: Day
    reason_code: Code


class ReasonIn(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=400)]


class TransferLineOut(Schema):
    id: UUID
    line_number: int
    item_id: UUID
    quantity: Decimal
    shipped_quantity: Decimal
    received_quantity: Decimal
    lost_quantity: Decimal
    unit: str
    planned_order_id: UUID | None


class TransferOut(Schema):
    id: UUID
    number: str
    from_site_id: UUID
    to_site_id: UUID
    status: str
    ship_date: date
    due_date: date
    shipped_at: datetime | None
    received_at: datetime | None
    lines: list[TransferLineOut]

    @staticmethod
    def resolve_lines(order: object) -> list[object]:
        return list(order.lines.all())  # type: ignore[attr-defined]


class CountIn(Schema):
    site_id: UUID
    location_id: UUID | None = None
    item_ids: Annotated[list[UUID], Field(max_length=MOST_LINES)] | None = None
    is_blind: bool = True


class CountedIn(Schema):
    lines: Annotated[list[CountedLineIn], Field(min_length=1, max_length=MOST_LINES)]


class CountPostingIn(Schema):
    posting_date: Day
    reason_code: Code = ""


class CountLineOut(KeyOut):
    """`book_quantity` stays hidden in a blind count until it is posted."""

    id: UUID
    counted_quantity: Decimal | None
    counted_at: datetime | None
    book_quantity: Decimal | None

    @staticmethod
    def resolve_book_quantity(line: object) -> Decimal | None:
        count = line.stock_count  # type: ignore[attr-defined]
        if count.is_blind and count.status == "OPEN":
            return None
        shown: Decimal | None = line.book_quantity  # type: ignore[attr-defined]
        return shown


class CountOut(Schema):
    id: UUID
    number: str
    site_id: UUID
    status: str
    is_blind: bool
    reason_code: str
    movement_id: UUID | None
    lines: list[CountLineOut]

    @staticmethod
    def resolve_lines(count: object) -> list[object]:
        return list(count.lines.all())  # type: ignore[attr-defined]
