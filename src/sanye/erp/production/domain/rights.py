"""Further rights that are asked for where costs are shown."""

SEE_COSTS = "erp.inventory.see_costs"
"""What an hour of a work center costs; the same right as for the costs of goods."""
