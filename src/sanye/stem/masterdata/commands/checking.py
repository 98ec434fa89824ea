"""What must hold for a row that was read, before it is written."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sanye.kernel.errors import Refusal
from sanye.kernel.money import is_currency
from sanye.stem.masterdata.commands.masters import Batch, Draft, Master
from sanye.stem.masterdata.commands.values import Column
from sanye.stem.masterdata.errors import (
    CodeTaken,
    CurrencyUnknown,
    Negative,
    NotPositive,
    PeriodEmpty,
    RatioOutOfRange,
    UnitUnknown,
)
from sanye.stem.masterdata.queries import list_units


def check_draft(master: Master, draft: Draft) -> Iterator[Refusal]:
    """What one row breaks by itself, lines below it included."""
    yield from _at(draft.row, _signs(master, draft.instance))
    yield from _at(draft.row, _period(draft.instance))
    for rule in master.rules:
        yield from _at(draft.row, rule(draft))
    for name, drafts in draft.children.items():
        for child in drafts or ():
            for refusal in check_draft(master.children[name].master, child):
                refusal.field = child.where + (refusal.field or "")
                yield refusal


def check_batch(batch: Batch) -> Iterator[Refusal]:
    """What all rows break together: units that do not exist, cycles, periods that overlap."""
    yield from _units_and_currencies(batch)
    for name in batch.master.unique:
        yield from _taken(batch, batch.master.columns[name])
    for rule in batch.master.batch_rules:
        yield from rule(batch)


def _signs(master: Master, instance: Any) -> Iterator[Refusal]:
    for name in master.positive:
        value = getattr(instance, name)
        if value is not None and value <= 0:
            yield NotPositive(value=value, field=name)
    for name in master.not_negative:
        value = getattr(instance, name)
        if value is not None and value < 0:
            yield Negative(value=value, field=name)
    for name in master.below_one:
        value = Decimal(getattr(instance, name))
        if not 0 <= value < 1:
            yield RatioOutOfRange(value=value, field=name)


def _period(instance: Any) -> Iterator[Refusal]:
    starts = getattr(instance, "valid_from_date", None)
    ends = getattr(instance, "valid_to_date", None)
    if starts is not None and ends is not None and starts >= ends:
        yield PeriodEmpty(starts=starts, ends=ends, field="valid_to_date")


def _units_and_currencies(batch: Batch) -> Iterator[Refusal]:
    known = list_units(by=batch.by).keys()
    for master, draft in every_draft(batch):
        for name in master.unit_columns:
            unit = getattr(draft.instance, name)
            if unit and unit not in known:
                yield UnitUnknown(unit=unit, field=draft.where + name, row=draft.row)
        for name in master.currency_columns:
            currency = getattr(draft.instance, name)
            if not is_currency(currency):
                yield CurrencyUnknown(currency=currency, field=draft.where + name, row=draft.row)


def _taken(batch: Batch, column: Column) -> Iterator[Refusal]:
    """Also by a row that gives it up in the same call: that is put first."""
    master, attribute = batch.master, column.attname
    drafts = [draft for draft in batch.drafts if draft.is_new or column.name in draft.changes]
    values = {getattr(draft.instance, attribute) for draft in drafts} - {None, ""}
    owners: dict[Any, Any] = {}
    if values:
        rows = master.model.objects.filter(**{f"{attribute}__in": values})  # type: ignore[attr-defined]
        owners = dict(rows.values_list(attribute, "pk"))
    for draft in drafts:
        value = getattr(draft.instance, attribute)
        if value in values and owners.setdefault(value, draft.instance.pk) != draft.instance.pk:
            yield CodeTaken(entity=master.entity, key=value, field=column.name, row=draft.row)


def every_draft(batch: Batch) -> Iterator[tuple[Master, Draft]]:
    """All drafts with their masters, lines included."""
    for draft in batch.drafts:
        yield batch.master, draft
        for name, drafts in draft.children.items():
            for child in drafts or ():
                yield batch.master.children[name].master, child


def _at(row: int, refusals: Any) -> Iterator[Refusal]:
    for refusal in refusals:
        refusal.row = row
        yield refusal
