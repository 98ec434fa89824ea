"""What the ledger posts when others report a fact: every event becomes one balanced entry.

Lines name account roles; the company's posting rules turn roles into accounts.
"""

from sanye.erp.ledger.handlers import payments, purchases, sales, service, stock

__all__ = ["payments", "purchases", "sales", "service", "stock"]
