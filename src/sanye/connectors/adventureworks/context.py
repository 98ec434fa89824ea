"""What every step of the import is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.connectors.adventureworks.report import Report
from sanye.connectors.adventureworks.tables import Tables
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.commands import put_external_keys
from sanye.stem.masterdata.commands.masters import Put

SYSTEM = "adventureworks"
SITE = "BOTHELL"
CURRENCY = "USD"
RESELLER = "RESELLER"
INDIVIDUAL = "INDIVIDUAL"


@dataclass(frozen=True)
class Import:
    """One run: the tables, the report, who and when."""

    tables: Tables
    report: Report
    by: Actor
    at: datetime

    def note(self, what: str, put: Put) -> None:
        """Count what was written."""
        for name in ("created", "changed", "unchanged"):
            self.report.written[f"{what} {name}"] += getattr(put, name)

    def remember(self, entity: str, keys: Mapping[str, UUID]) -> None:
        """Keep the identities of AdventureWorks beside ours."""
        put_external_keys(system=SYSTEM, entity=entity, keys=keys, by=self.by, at=self.at)

    def remember_rows(self, entity: str, keys: Sequence[str], rows: Sequence[Any]) -> None:
        self.remember(entity, {key: row.pk for key, row in zip(keys, rows, strict=True)})
