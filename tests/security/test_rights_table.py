"""What each role may do is what the reviewed table says: nothing more, nothing less."""

import pytest

from sanye.stem.identity.domain.roles import ROLES
from tests.security.doors import declared
from tests.security.table import granted, reviewed

DEPUTIES = {"MANAGER"}
"""Stands in for every desk; a house that parts duties gives it to few and reads its command log."""

PARTED = (
    ("stem.masterdata.put_parties", "erp.payables.make_payment"),
    ("stem.masterdata.put_party_companies", "erp.payables.make_payment"),
    ("erp.purchasing.place_purchase_order", "erp.purchasing.receive_goods"),
    ("erp.purchasing.place_purchase_order", "erp.supplier_invoices.enter_supplier_invoice"),
    ("erp.purchasing.place_purchase_order", "erp.payables.make_payment"),
    ("erp.purchasing.approve_purchase_order", "erp.purchasing.put_purchasing_policy"),
    ("erp.supplier_invoices.enter_supplier_invoice", "erp.payables.make_payment"),
    ("erp.supplier_invoices.enter_supplier_invoice", "erp.supplier_invoices.put_match_policy"),
    ("erp.payables.make_payment", "erp.payables.reverse_payment"),
    ("erp.payables.make_payment", "erp.ledger.post_manual_entry"),
    ("erp.receivables.receive_payment", "erp.receivables.write_off_receivable"),
    ("erp.receivables.receive_payment", "erp.invoicing.issue_credit_note"),
    ("erp.sales_orders.place_sales_order", "erp.sales_orders.release_credit"),
    ("erp.sales_orders.place_sales_order", "stem.masterdata.put_party_companies"),
    ("erp.sales_orders.place_sales_order", "stem.masterdata.put_price_lists"),
    ("crm.quoting.draft_quotation", "crm.quoting.approve_quotation"),
    ("crm.quoting.draft_quotation", "crm.quoting.set_quoting_policy"),
    ("erp.inventory.record_count", "erp.inventory.post_count"),
    ("erp.inventory.post_movement", "erp.costing.revalue_stock"),
    ("erp.returns.create_return", "erp.returns.refund_return"),
    ("erp.returns.receive_return", "erp.returns.refund_return"),
    ("erp.ledger.post_manual_entry", "erp.ledger.reopen_period"),
    ("stem.identity.grant_membership", "erp.payables.make_payment"),
    ("erp.people.put_contract", "erp.payables.make_payment"),
)
"""Two acts with which one person alone could take money or hide that it is missing."""


def test_a_role_may_do_what_the_table_says():
    table = reviewed()
    wrong = [
        f"in rights.txt under `# {name.rpartition('.')[0]}`, the roles give: "
        f"`{' '.join([kind, *roles])}` for {name.rpartition('.')[2]}; the table says: "
        f"{' '.join([table[name][0], *table[name][1]]) if name in table else 'nothing'}"
        for name, (kind, roles) in sorted(granted().items())
        if table.get(name) != (kind, roles)
    ]

    assert wrong == [], (
        "Decide who may do this, give it in stem/identity/domain/roles.py, and say so in the table"
        " (`python -m tests.security.table` writes it; review the difference)."
    )


def test_the_table_names_nothing_that_is_gone():
    assert sorted(reviewed().keys() - granted().keys()) == []


def test_the_table_names_only_roles_of_the_house():
    assert {role for _kind, roles in reviewed().values() for role in roles} <= ROLES.keys()


@pytest.mark.parametrize("acts", PARTED, ids=" + ".join)
def test_nobody_may_do_both(acts: tuple[str, str]):
    assert set(acts) <= granted().keys()
    one, other = (set(granted()[act][1]) for act in acts)

    assert one & other <= DEPUTIES


def test_portals_may_change_only_what_was_thought_of():
    portals = {code for code, rule in ROLES.items() if rule.is_portal}
    changes = {
        name
        for name, (kind, roles) in granted().items()
        if kind == "change" and portals & set(roles)
    }

    assert changes == {
        "crm.quoting.accept_quotation",
        "crm.quoting.decline_quotation",
        "crm.service.answer_own_case",
        "crm.service.close_own_case",
        "crm.service.open_own_case",
        "erp.purchasing.answer_purchase_order",
        "scm.transport.record_proof",
        "scm.transport.record_tracking",
        "stem.identity.change_own_settings",
    }


def test_portals_are_given_names_and_no_patterns():
    patterns = [
        pattern
        for rule in ROLES.values()
        if rule.is_portal
        for pattern in rule.permissions
        if set(pattern) & set("*?[")
    ]

    assert patterns == []


def test_every_permission_of_a_role_opens_something():
    """A name without a command is a typing error, or what is left of one."""
    known = granted().keys()
    dead = [
        f"{code}: {pattern}"
        for code, rule in ROLES.items()
        for pattern in rule.permissions
        if "*" not in pattern and pattern not in known
    ]

    assert dead == []


def test_only_the_administrator_changes_users_roles_and_keys():
    own = "stem.identity.change_own_settings"
    open_to_others = [
        name
        for name, (kind, roles) in granted().items()
        if name.startswith(("stem.identity.", "stem.events.", "stem.webhooks."))
        and kind == "change"
        and roles
        and name != own
    ]

    assert open_to_others == []


def test_the_books_past_is_written_through_the_administrators_doors_alone():
    """A module's own import is called by those; it has a right's name, but nothing leads to it."""
    imports = {
        right
        for rights in declared().values()
        for right in rights
        if right.startswith("erp.") and right.rpartition(".")[2].startswith("import_")
    }

    assert imports
    assert {right for right in imports if not right.startswith("erp.history.")} == set()
    assert {granted()[right][1] for right in imports} == {()}
