"""A planning problem as a folder of CSV files, and its plan as another; see docs/guide."""
