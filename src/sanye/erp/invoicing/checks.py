"""What must always be true of invoices, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_QUANTITIES = """
    SELECT line.id AS delivery_line_id, line.shipped_quantity, line.invoiced_quantity,
           coalesce(sum(invoiced.stock_quantity), 0) AS on_invoices
      FROM erp_delivery_line AS line
      LEFT JOIN erp_sales_invoice_line AS invoiced
        ON invoiced.delivery_line_id = line.id AND invoiced.corrects_id IS NULL
     WHERE line.company_id = %(company)s
     GROUP BY line.id
    HAVING line.invoiced_quantity <> coalesce(sum(invoiced.stock_quantity), 0)
        OR line.invoiced_quantity > line.shipped_quantity
"""

_ORDERS = """
    SELECT line.id AS order_line_id, line.invoiced_quantity,
           coalesce(sum(delivered.invoiced_quantity), 0) AS on_deliveries
      FROM erp_sales_order_line AS line
      LEFT JOIN erp_delivery_line AS delivered ON delivered.order_line_id = line.id
     WHERE line.company_id = %(company)s
     GROUP BY line.id
    HAVING line.invoiced_quantity <> coalesce(sum(delivered.invoiced_quantity), 0)
"""

_TOTALS = """
    SELECT invoice.number, invoice.net_amount, invoice.tax_amount,
           sum(line.net_amount) AS lines_net, sum(line.tax_amount) AS lines_tax,
           sum(tax.amount) AS tax_rows
      FROM erp_sales_invoice AS invoice
      JOIN erp_sales_invoice_line AS line ON line.invoice_id = invoice.id
      CROSS JOIN LATERAL (
           SELECT coalesce(sum(tax_amount), 0) AS amount FROM erp_sales_invoice_line_tax
            WHERE line_id = line.id) AS tax
     WHERE invoice.company_id = %(company)s
     GROUP BY invoice.id
    HAVING invoice.net_amount <> sum(line.net_amount)
        OR invoice.tax_amount <> sum(line.tax_amount)
        OR sum(line.tax_amount) <> sum(tax.amount)
"""

_CREDITED = """
    SELECT line.id AS invoice_line_id, line.credited_quantity, line.credited_net_amount,
           coalesce(sum(note.quantity), 0) AS on_notes,
           coalesce(sum(note.net_amount), 0) AS net_on_notes
      FROM erp_sales_invoice_line AS line
      LEFT JOIN erp_sales_invoice_line AS note ON note.corrects_id = line.id
     WHERE line.company_id = %(company)s AND line.corrects_id IS NULL
     GROUP BY line.id
    HAVING line.credited_quantity <> coalesce(sum(note.quantity), 0)
        OR line.credited_net_amount <> coalesce(sum(note.net_amount), 0)
"""

_NUMBERS = """
    SELECT kind, split_part(number, '-', 2) AS year, count(*) AS documents,
           max(split_part(number, '-', 3)::bigint) AS last_number
      FROM erp_sales_invoice
     WHERE company_id = %(company)s AND number ~ '^(SI|CN)-[0-9]{4}-[0-9]{6,}$'
     GROUP BY kind, split_part(number, '-', 2)
    HAVING count(*) <> max(split_part(number, '-', 3)::bigint)
"""

_OWED = """
    SELECT invoice.number, invoice.gross_amount, item.amount AS receivable
      FROM erp_sales_invoice AS invoice
      LEFT JOIN erp_open_item AS item
        ON item.company_id = invoice.company_id AND item.document_id = invoice.id
       AND item.side = 'RECEIVABLE'
     WHERE invoice.company_id = %(company)s
       AND CASE invoice.kind WHEN 'INVOICE' THEN invoice.gross_amount
                             ELSE -invoice.gross_amount END <> coalesce(item.amount, 0)
"""


@check("erp.invoicing.invoiced_is_what_was_shipped")
def invoiced_is_what_was_shipped(company_id: UUID) -> Outcome:
    """A delivery line knows what is invoiced of it, and that is at most what was shipped."""
    return find_broken("erp_delivery_line", _QUANTITIES, company_id)


@check("erp.invoicing.orders_know_what_is_invoiced")
def orders_know_what_is_invoiced(company_id: UUID) -> Outcome:
    """What is invoiced of an order line is the sum of its delivery lines."""
    return find_broken("erp_sales_order_line", _ORDERS, company_id)


@check("erp.invoicing.totals_are_sums")
def totals_are_sums(company_id: UUID) -> Outcome:
    """A document's net and tax are the sums of its lines, a line's tax that of its tax rows."""
    return find_broken("erp_sales_invoice", _TOTALS, company_id)


@check("erp.invoicing.credited_is_sum_of_notes")
def credited_is_sum_of_notes(company_id: UUID) -> Outcome:
    """What is credited of an invoice's line is the sum of the notes that correct it."""
    return find_broken("erp_sales_invoice_line", _CREDITED, company_id)


@check("erp.invoicing.numbers_have_no_gaps")
def numbers_have_no_gaps(company_id: UUID) -> Outcome:
    """Invoices and credit notes of a year are numbered from one without a gap.

    Numbers that another system gave are its own.
    """
    return find_broken("erp_sales_invoice", _NUMBERS, company_id)


@check("erp.invoicing.every_document_is_owed")
def every_document_is_owed(company_id: UUID) -> Outcome:
    """Each document's gross amount is one receivable, negative for a credit note."""
    return find_broken("erp_sales_invoice", _OWED, company_id)
