"""The masters of a demo company: rows as the `put_…` commands take them, whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterRows:
    """Masters in the order in which they are put; `holidays` are the calendars that have them."""

    calendars: Rows
    holidays: Sequence[str]
    taxes: Rows
    payment_terms: Rows
    sites: Rows
    locations: Rows
    work_centers: Rows
    parties: Rows
    party_companies: Rows
    families: Rows
    items: Rows
    item_companies: Rows
    item_sites: Rows
    bills: Rows
    routings: Rows
    supplier_terms: Rows
    price_lists: Rows
    carrier_terms: Rows
    exchange_rates: Rows = field(default_factory=tuple)
    setup_matrices: Rows = field(default_factory=tuple)
    promotions: Rows = field(default_factory=tuple)
