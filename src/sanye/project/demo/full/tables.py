"""Tables written as text: a row per line, cells between bars."""


def read_table(text: str) -> list[tuple[str, ...]]:
    """The rows of a table; blanks around cells do not count."""
    return [
        tuple(cell.strip() for cell in line.split("|"))
        for line in text.splitlines()
        if line.strip()
    ]
