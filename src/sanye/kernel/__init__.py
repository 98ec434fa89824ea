"""Plain Python that everything stands on: no Django, no input or output."""
