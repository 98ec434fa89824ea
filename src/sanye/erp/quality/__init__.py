"""Inspections of what came, came back or was made, and alerts when failures become frequent."""
