"""What every step of the import is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import UUID

from sanye.connectors.adventureworks.report import Report
from sanye.connectors.adventureworks.tables import Tables
from sanye.connectors.adventureworks.wording import Text
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
    """One run: the tables, the report, who and when, and who hears how far it is."""

    tables: Tables
    report: Report
    by: Actor
    at: datetime
    say: Callable[[Text, float], None] | None = None

    @contextmanager
    def timed(self, step: Text) -> Iterator[None]:
        """Note the step's seconds, and say them."""
        started = perf_counter()
        yield
        seconds = self.report.seconds[step] = round(perf_counter() - started, 2)
        if self.say is not None:
            self.say(step, seconds)

    def note(self, what: Text, put: Put) -> None:
        """Count what was written."""
        self.report.write(what, put.created, put.changed, put.unchanged)

    def remember(self, entity: str, keys: Mapping[str, UUID]) -> None:
        """Keep the identities of AdventureWorks beside ours."""
        put_external_keys(system=SYSTEM, entity=entity, keys=keys, by=self.by, at=self.at)

    def remember_rows(self, entity: str, keys: Sequence[str], rows: Sequence[Any]) -> None:
        self.remember(entity, {key: row.pk for key, row in zip(keys, rows, strict=True)})
