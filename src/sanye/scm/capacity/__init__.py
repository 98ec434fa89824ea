"""Capacity requirements: what orders ask of work centers against what these can do."""
