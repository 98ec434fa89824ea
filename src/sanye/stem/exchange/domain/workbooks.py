"""The cells of a workbook, read by a process of its own.

The reader makes room for each cell from A1 to the furthest one, filled or not, and ends its process
where there is no such room: two cells, A1 and XFD1048576, in a file of a kilobyte would end the web
process and all requests in it. So it runs beside, as this very file, with a bound on its memory.
"""

import io
import pickle
import subprocess
import sys
from contextlib import suppress
from typing import Any

MOST_CELLS = 10_000_000
"""From A1 to the furthest: 100,000 rows of 20 columns are two million."""
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 120
_NOT_READABLE, _TOO_FAR = 1, 3


class TooFar(Exception):
    pass


def read_cells(content: bytes) -> list[list[Any]]:
    """The rows of the first sheet, from A1. Raises ValueError for no workbook, TooFar."""
    try:
        done = subprocess.run(  # noqa: S603 - this file
            [sys.executable, "-P", __file__],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooFar from None
    if done.returncode == _NOT_READABLE:
        raise ValueError
    if done.returncode:
        raise TooFar
    rows: list[list[Any]] = pickle.loads(done.stdout)  # noqa: S301 - written below
    return rows


def _main() -> int:
    import resource

    from python_calamine import CalamineError, CalamineWorkbook

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            return _TOO_FAR
        pickle.dump(sheet.to_python(skip_empty_area=False), sys.stdout.buffer)
    except CalamineError:
        return _NOT_READABLE
    except MemoryError:
        return _TOO_FAR
    return 0


if __name__ == "__main__":
    sys.exit(_main())
