"""Files that marketing reads."""

from sanye.crm.marketing import commands
from sanye.crm.marketing.commands.capturing import COLUMNS
from sanye.stem.exchange.domain.layouts import Layout
from sanye.stem.exchange.kinds import DocumentKind, add_kind

add_kind(
    DocumentKind(
        name="leads",
        layout=Layout(key=("email",), own={name: name for name in COLUMNS}),
        put=commands.put_leads,
        parameter="leads",
    )
)
