"""What customers send back: return orders from announcement through receipt to settlement."""
