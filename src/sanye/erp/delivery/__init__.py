"""Deliveries: from due schedule lines through picking and shipping to proof."""
