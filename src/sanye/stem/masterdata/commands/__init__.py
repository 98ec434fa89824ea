"""Changes of master data. Every `put_…` takes a list of rows; see `masters` for what a row is."""

from sanye.stem.masterdata.commands.archiving import archive_master, put_external_keys
from sanye.stem.masterdata.commands.erasing import erase_contacts
from sanye.stem.masterdata.commands.items import (
    put_item_companies,
    put_item_families,
    put_item_sites,
    put_items,
    put_units,
)
from sanye.stem.masterdata.commands.locking import lock_party_terms
from sanye.stem.masterdata.commands.parties import put_parties, put_party_companies
from sanye.stem.masterdata.commands.places import (
    import_holidays,
    put_calendars,
    put_locations,
    put_sites,
    put_work_centers,
)
from sanye.stem.masterdata.commands.setups import put_setup_matrices
from sanye.stem.masterdata.commands.structures import put_bills, put_routings
from sanye.stem.masterdata.commands.terms import (
    put_exchange_rates,
    put_payment_terms,
    put_price_lists,
    put_promotions,
    put_supplier_terms,
    put_taxes,
)

__all__ = [
    "archive_master",
    "erase_contacts",
    "import_holidays",
    "lock_party_terms",
    "put_bills",
    "put_calendars",
    "put_exchange_rates",
    "put_external_keys",
    "put_item_companies",
    "put_item_families",
    "put_item_sites",
    "put_items",
    "put_locations",
    "put_parties",
    "put_party_companies",
    "put_payment_terms",
    "put_price_lists",
    "put_promotions",
    "put_routings",
    "put_setup_matrices",
    "put_sites",
    "put_supplier_terms",
    "put_taxes",
    "put_units",
    "put_work_centers",
]
