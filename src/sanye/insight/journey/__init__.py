"""The journey of one customer order through the three leaves."""
