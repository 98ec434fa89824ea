"""Orders to suppliers: what is bought, what the supplier confirms, what arrives."""
