"""Shipments: deliveries on their way with a carrier, their freight, news and proof."""
