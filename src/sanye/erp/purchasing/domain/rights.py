"""Rights that are asked for inside an answer."""

SEE_PRICES = "erp.purchasing.see_prices"
"""Whoever has it sees what goods are bought for; storekeepers receive them without."""
