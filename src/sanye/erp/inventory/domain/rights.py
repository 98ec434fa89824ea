"""Rights that are asked for inside an answer."""

SEE_COSTS = "erp.inventory.see_costs"
"""Whoever has it sees what moved goods have cost; storekeepers move them without."""
