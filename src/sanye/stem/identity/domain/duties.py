"""Commands and queries by the duty they belong to, by name: a new one is given on purpose.

Duties are parted so that nobody who orders, receives, records or pays can do the next step too.
"""

SELLING = (
    "place_sales_order",
    "place_sales_orders",
    "confirm_sales_order",
    "promise_by_hand",
    "plan_amendment",
    "record_amendment",
    "count_attempt",
    "cancel_sales_order",
    "accept_proposed_dates",
    "keep_promised_dates",
)
"""What sellers do to orders; credit is released by others."""
ROSTERS = (
    "get_employee_names",
    "get_roster",
    "list_employee_skills",
    "list_roster_findings",
    "list_roster_lines",
    "list_roster_policies",
    "list_rosters",
    "list_shift_patterns",
    "list_skills",
    "list_work_center_capacity",
    "list_work_center_skills",
)
"""Who works when, with names and skills, and what work centers can do then."""
TEAM = (
    *ROSTERS,
    "get_work_contacts",
    "get_attendance",
    "get_employee",
    "get_leave",
    "list_assignments",
    "list_attendance",
    "list_attendance_anomalies",
    "list_employees",
    "list_leave",
    "list_leave_balances",
    "list_org_units",
    "list_positions",
    "approve_leave",
    "cancel_leave",
    "refuse_leave",
    "correct_attendance",
    "record_attendance",
    "copy_roster",
    "discard_roster",
    "draft_roster",
    "publish_roster",
    "put_rosters",
    "revise_roster",
    "set_roster_lines",
)
"""What managers see and decide of people: leave only of units that they head."""
QUOTING = (
    "accept_quotation",
    "ask_approval",
    "decline_quotation",
    "draft_quotation",
    "estimate_quotation",
    "revise_quotation",
    "send_quotation",
)
"""What sellers do to quotations; whoever sells neither approves nor sets what needs approval."""
MASTERS = (
    "effective_bills",
    "effective_bills_of_days",
    "effective_routings",
    "effective_routings_of_days",
    "find_bill",
    "find_by_external_keys",
    "find_customer_price",
    "find_customer_prices",
    "find_item_site",
    "find_items_by_code",
    "find_location",
    "find_party_company",
    "find_routing",
    "list_bills",
    "list_calendars",
    "list_exchange_rates",
    "list_item_families",
    "list_item_sites",
    "list_items",
    "list_locations",
    "list_parties",
    "list_party_companies",
    "list_payment_terms",
    "list_price_lists",
    "list_promotions",
    "list_routings",
    "list_setup_matrices",
    "list_sites",
    "list_taxes",
    "list_units",
    "list_work_centers",
)
"""What everybody in the house reads of masters, beside single rows (`get_*`)."""
COSTS = (
    "find_item_company",
    "find_supplier_offer",
    "list_item_companies",
    "list_supplier_offers",
    "list_supplier_terms",
)
"""What goods cost the company and what suppliers ask: not for the shop floor or the store."""
ITEM_MASTERS = (
    "archive_master",
    "put_external_keys",
    "put_item_companies",
    "put_item_families",
    "put_item_sites",
    "put_items",
    "put_units",
)
PLANT_MASTERS = (
    "import_holidays",
    "put_bills",
    "put_calendars",
    "put_locations",
    "put_routings",
    "put_setup_matrices",
    "put_sites",
    "put_work_centers",
)
SUPPLIER_MASTERS = ("put_parties", "put_supplier_terms")
MONEY_MASTERS = (
    "archive_master",
    "put_exchange_rates",
    "put_party_companies",
    "put_payment_terms",
    "put_taxes",
)
"""On what terms, to what limit and at what rates; not for those who order or sell. Archiving asks
for the right to change that kind of master besides."""
PURCHASING = (
    "answer_change_proposal",
    "answer_purchase_order",
    "approve_purchase_order",
    "cancel_purchase_order",
    "change_purchase_order",
    "close_purchase_order_short",
    "drop_requisition",
    "order_planned",
    "order_requisition",
    "place_purchase_order",
    "put_purchase_orders",
    "request_supply_change",
    "return_purchase_order",
    "send_purchase_order",
    "submit_purchase_order",
)
"""What buyers do to orders: they neither receive the goods nor set what needs approval."""
KEEPING_STOCK = (
    "allocate",
    "allocate_lines",
    "block_expired_lots",
    "cancel_count",
    "cancel_transfer_order",
    "change_lot_status",
    "change_stock_status",
    "change_transfer_order",
    "close_transfer_order",
    "create_transfer_order",
    "lock_allocated",
    "lock_stock",
    "move_stock",
    "open_count",
    "post_movement",
    "post_movements",
    "propose_picks",
    "receive_transfer_order",
    "record_count",
    "register_lot",
    "release_allocations",
    "reverse_document_movement",
    "reverse_movement",
    "scrap_stock",
    "ship_allocated",
    "ship_transfer_order",
)
"""What storekeepers do: they count, and others post what is missing."""
LEDGER = (
    "add_account",
    "add_bank_account",
    "archive_account",
    "check_period_open",
    "close_period",
    "import_entries",
    "open_accounts_of",
    "open_books",
    "open_fiscal_year",
    "post_entries",
    "post_manual_entry",
    "reverse_entry",
    "reverse_fact",
    "set_posting_rule",
)
"""Keeping the books; a closed period is opened again by a manager."""
CLAIMS = {
    "erp.open_items": ("import_claims", "net", "open_item", "reverse_payment", "write_off"),
    "erp.payables": ("net_payables", "open_payable", "reverse_payment", "write_off_payable"),
    "erp.receivables": (
        "net_receivables",
        "open_receivable",
        "reverse_receipt",
        "write_off_receivable",
    ),
    "erp.supplier_invoices": (
        "cancel_supplier_invoice",
        "enter_supplier_credit",
        "enter_supplier_invoice",
        "import_invoices",
        "match_blocked_invoices",
        "match_supplier_invoice",
        "post_supplier_invoice",
        "release_supplier_invoice",
    ),
}
"""What accountants do to claims; money itself is moved by the cashier."""
