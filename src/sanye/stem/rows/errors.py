class ScopeMissing(Exception):
    """A company's rows were asked for outside a command, query or cursor."""
