"""Sales invoices from deliveries, and the credit notes that correct them."""
