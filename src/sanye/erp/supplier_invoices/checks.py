"""What must always be true of supplier invoices, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_MATCHES = """
    SELECT row.id AS receipt_line_id, row.invoiced_quantity, row.credited_quantity,
           coalesce(sum(part.quantity) FILTER (WHERE invoice.kind = 'INVOICE'), 0) AS matched,
           coalesce(sum(part.quantity) FILTER (WHERE invoice.kind = 'CREDIT'), 0) AS credited
      FROM erp_goods_receipt_line AS row
      LEFT JOIN erp_supplier_invoice_match AS part ON part.receipt_line_id = row.id
      LEFT JOIN erp_supplier_invoice_line AS line ON line.id = part.invoice_line_id
      LEFT JOIN erp_supplier_invoice AS invoice
        ON invoice.id = line.invoice_id AND invoice.status = 'POSTED'
     WHERE row.company_id = %(company)s
     GROUP BY row.id
    HAVING row.invoiced_quantity <>
           coalesce(sum(part.quantity) FILTER (WHERE invoice.kind = 'INVOICE'), 0)
        OR row.credited_quantity <>
           coalesce(sum(part.quantity) FILTER (WHERE invoice.kind = 'CREDIT'), 0)
"""

_LINES = """
    SELECT line.id AS invoice_line_id, line.matched_quantity, line.received_value,
           coalesce(sum(part.quantity), 0) AS in_matches,
           coalesce(sum(part.received_value), 0) AS value_in_matches
      FROM erp_supplier_invoice_line AS line
      JOIN erp_supplier_invoice AS invoice ON invoice.id = line.invoice_id
      LEFT JOIN erp_supplier_invoice_match AS part ON part.invoice_line_id = line.id
     WHERE line.company_id = %(company)s AND invoice.status = 'POSTED'
     GROUP BY line.id
    HAVING line.matched_quantity <> coalesce(sum(part.quantity), 0)
        OR line.received_value <> coalesce(sum(part.received_value), 0)
"""

_AMOUNTS = """
    SELECT invoice.id AS invoice_id, invoice.net_amount, lines.net AS net_of_lines,
           invoice.tax_amount, lines.tax AS tax_of_lines, taxes.tax AS tax_of_taxes
      FROM erp_supplier_invoice AS invoice
      LEFT JOIN (SELECT invoice_id, sum(net_amount) AS net, sum(tax_amount) AS tax
                   FROM erp_supplier_invoice_line WHERE company_id = %(company)s
                  GROUP BY invoice_id) AS lines ON lines.invoice_id = invoice.id
      LEFT JOIN (SELECT invoice_id, sum(tax_amount) AS tax
                   FROM erp_supplier_invoice_tax WHERE company_id = %(company)s
                  GROUP BY invoice_id) AS taxes ON taxes.invoice_id = invoice.id
     WHERE invoice.company_id = %(company)s
       AND (invoice.net_amount <> coalesce(lines.net, 0)
            OR invoice.tax_amount <> coalesce(lines.tax, 0)
            OR invoice.tax_amount <> coalesce(taxes.tax, 0))
"""

_PAYABLES = """
    SELECT coalesce(invoice.id, item.document_id) AS invoice_id, invoice.amount,
           item.amount AS payable_amount
      FROM (SELECT id, CASE kind WHEN 'CREDIT' THEN -gross_amount ELSE gross_amount END AS amount
              FROM erp_supplier_invoice
             WHERE company_id = %(company)s AND status = 'POSTED' AND gross_amount <> 0
           ) AS invoice
      FULL JOIN (
           SELECT document_id, amount FROM erp_open_item
            WHERE company_id = %(company)s AND side = 'PAYABLE'
              AND document_type = 'supplier_invoice') AS item ON item.document_id = invoice.id
     WHERE invoice.amount IS DISTINCT FROM item.amount
"""

_NUMBERS = """
    SELECT split_part(number, '-', 1) AS series, split_part(number, '-', 2) AS year,
           count(*) AS drawn, max(split_part(number, '-', 3)::bigint) AS last_number
      FROM erp_supplier_invoice
     WHERE company_id = %(company)s AND number ~ '^(PI|PC)-[0-9]{4}-[0-9]{6,}$'
     GROUP BY 1, 2
    HAVING count(*) <> max(split_part(number, '-', 3)::bigint)
"""


@check("erp.supplier_invoices.receipts_are_matched_once")
def receipts_are_matched_once(company_id: UUID) -> Outcome:
    """What counts as invoiced or credited of a receipt is what posted invoices matched."""
    return find_broken("erp_goods_receipt_line", _MATCHES, company_id)


@check("erp.supplier_invoices.lines_are_matched")
def lines_are_matched(company_id: UUID) -> Outcome:
    """A posted line's matched quantity and value are the sums over the receipts it took."""
    return find_broken("erp_supplier_invoice_line", _LINES, company_id)


@check("erp.supplier_invoices.amounts_add_up")
def amounts_add_up(company_id: UUID) -> Outcome:
    """An invoice's net and tax are its lines', and its tax its taxes'."""
    return find_broken("erp_supplier_invoice", _AMOUNTS, company_id)


@check("erp.supplier_invoices.posted_is_payable")
def posted_is_payable(company_id: UUID) -> Outcome:
    """A posted invoice is one payable of the same amount, and no payable is without one."""
    return find_broken("erp_supplier_invoice", _PAYABLES, company_id)


@check("erp.supplier_invoices.numbers_have_no_gaps")
def numbers_have_no_gaps(company_id: UUID) -> Outcome:
    """Numbers of posted invoices and credits count up from 1 in each year."""
    return find_broken("erp_supplier_invoice", _NUMBERS, company_id)
