"""A sale asked about, and the terms it is made on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.quantity import Factor
from sanye.kernel.tax import RoundingPolicy, TaxTerm


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRequest:
    """A line to be sold. Without a unit the item's sales unit, without a price the customer's
    price, without tax codes the customer's or else the item's tax."""

    item_id: UUID
    quantity: Decimal
    unit: str = ""
    unit_price: Decimal | None = None
    is_tax_included: bool = False
    tax_codes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLineTerms:
    """`stock_quantity` is in `stock_unit`; one `unit` is `factor` of them. `price_list_code` is
    empty for a price that was given; `unit_cost` (functional, per `unit`) empty if unknown."""

    item_id: UUID
    item_code: str
    item_name: str
    is_service: bool
    quantity: Decimal
    unit: str
    factor: Factor
    stock_quantity: Decimal
    stock_unit: str
    stock_decimals: int
    unit_price: Decimal
    is_tax_included: bool
    price_list_code: str
    promotion_code: str
    promotion_ratio: Decimal
    taxes: tuple[TaxTerm, ...]
    unit_cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTerms:
    """One document's terms; `exchange_rate` turns `currency` into `functional_currency`."""

    customer_id: UUID
    currency: str
    functional_currency: str
    exchange_rate: Decimal
    rate_date: date
    rounding: RoundingPolicy
    site_id: UUID | None
    owner_id: UUID | None
    payment_term_id: UUID | None
    ship_to_address_id: UUID | None
    lines: tuple[SaleLineTerms, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDocument:
    """Lines sold to a customer together. What is not said is as agreed with the customer.

    `shipping_site_ids`: the sites that parts of it are wanted from besides. `is_agreed`: it was
    agreed with the customer, who may be blocked since, and what it names archived.
    """

    customer_id: UUID
    lines: Sequence[SaleRequest]
    currency: str | None = None
    site_id: UUID | None = None
    payment_term_code: str | None = None
    ship_to_address_id: UUID | None = None
    shipping_site_ids: Sequence[UUID | None] = ()
    is_agreed: bool = False
