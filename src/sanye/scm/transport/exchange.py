"""Files that transport reads."""

from sanye.scm.transport import commands
from sanye.scm.transport.commands.carriers import HEAD, LINE
from sanye.stem.exchange.domain.layouts import Layout
from sanye.stem.exchange.kinds import DocumentKind, add_kind

add_kind(
    DocumentKind(
        name="carrier-rates",
        layout=Layout(
            key=("carrier", "code", "valid_from_date"),
            own={name: name for name in ("carrier", "code", "site", *HEAD)},
            line_name="rates",
            lines={name: name for name in LINE},
        ),
        put=commands.put_carrier_rates,
        parameter="terms",
    )
)
