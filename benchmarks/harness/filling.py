"""Every table full of rows that nobody made, for asking how questions would be answered.

The planner knows tables by their size, how often a value comes, and in which order rows lie. So
ids are counted (`id_of`, the same in every table), references lie as they would (lines beside
their document, customers and items scattered), of a status nearly all rows are behind the end and
`FEW` are under way, moments grow with ids. Checks of rows and references are off: rows mean
nothing, and nothing but plans may be measured on them.
"""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from django.apps import apps
from django.db import connection, models

FEW = 40
"""Rows in each status but one."""
ID = "('00000000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"
LEAVES = ("stem", "crm", "erp", "scm", "insight")
UNDER_WAY = ("status", "state", "stage")


def id_of(number: int) -> str:
    """The id of so manieth row of any table."""
    return f"00000000-0000-7000-8000-{number:012x}"


def tables() -> list[type[models.Model]]:
    """Those of the product, without histories."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed
        and model._meta.db_table.split("_")[0] in LEAVES
        and not any(field.name == "pgh_id" for field in model._meta.concrete_fields)
    ]


def fill(company_id: Any, counts: Mapping[str, int]) -> int:
    """Rows of the company for these tables; returns how many there are of all."""
    made = 0
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for name in counts:
            cursor.execute(_DROP_CHECKS.format(name=name))
        for model in tables():
            if model._meta.db_table in counts:
                made += _Filling(model, company_id, counts).run(cursor)
        cursor.execute("SET session_replication_role = origin")
    return made


_DROP_CHECKS = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT conname FROM pg_constraint
                  WHERE conrelid = '{name}'::regclass AND contype IN ('c', 'x')
    LOOP
        EXECUTE format('ALTER TABLE {name} DROP CONSTRAINT %I CASCADE', found.conname);
    END LOOP;
END $$
"""


class _Filling:
    def __init__(self, model: type[models.Model], company_id: Any, counts: Mapping[str, int]):
        self.table = model._meta.db_table
        self.model, self.company_id, self.counts = model, company_id, counts
        self.count = counts[self.table]
        self.counted = {self._one_of(names) for names in self._unique()} - {None}

    def run(self, cursor: Any) -> int:
        names, values = [], []
        for field in self.model._meta.concrete_fields:
            if isinstance(field, models.GeneratedField | models.AutoField | models.BigAutoField):
                continue
            names.append(f'"{field.column}"')
            values.append(self._value(field))
        cursor.execute(
            f"INSERT INTO {self.table} ({', '.join(names)}) SELECT {', '.join(values)}"
            f" FROM generate_series(1, {self.count}) AS n ON CONFLICT DO NOTHING"
        )
        return int(cursor.rowcount)

    def _unique(self) -> list[list[models.Field]]:
        meta = self.model._meta
        sets = [one.fields for one in meta.constraints if isinstance(one, models.UniqueConstraint)]
        sets += [(one.name,) for one in meta.concrete_fields if one.unique and not one.primary_key]
        return [[meta.get_field(name) for name in names] for names in sets if names]

    def _one_of(self, fields: list[models.Field]) -> models.Field | None:
        """The column that makes them differ: by preference text, then a reference, a number."""

        def rank(field: models.Field) -> int:
            if field.primary_key or field.name == "company":
                return 9
            if isinstance(field, models.CharField):
                return 1 if not field.choices and (field.max_length or 99) >= 8 else 8
            if isinstance(field, models.ForeignKey):
                return 3 if self.counts.get(_table_of(field), 0) >= self.count else 6
            kinds = (models.UUIDField, models.DateField, models.IntegerField)
            return next((n for n, kind in zip((2, 4, 5), kinds, strict=True)
                         if isinstance(field, kind)), 8)  # fmt: skip

        found = min(fields, key=rank)
        return found if rank(found) < 8 else None

    def _value(self, field: models.Field) -> str:
        if field.primary_key:
            return ID.format(n="n")
        if field.name == "company" or field.column == "company_id":
            return f"'{self.company_id}'::uuid"
        if field in self.counted:
            return self._differing(field)
        value = self._plain(field)
        if not field.null or field.is_relation:
            return value
        part = next((part for words, part in _EMPTY.items() if field.name.startswith(words)), 4)
        return f"CASE WHEN {_mixed(field.name + '?', part)} <> 1 THEN {value} END"

    def _differing(self, field: models.Field) -> str:
        if isinstance(field, models.CharField | models.TextField):
            head = "A" if (field.max_length or 99) < 20 else field.name[:8]
            return f"'{head}-' || n"
        if isinstance(field, models.DateField):
            return "DATE '2000-01-01' + n"
        return "n" if isinstance(field, models.IntegerField) else ID.format(n="n")

    def _plain(self, field: models.Field) -> str:  # noqa: C901 - a case for each kind
        if isinstance(field, models.ForeignKey):
            return self._reference(field)
        if isinstance(field, models.UUIDField):
            return ID.format(n=_mixed(field.name, self._likely(field.name)))
        if isinstance(field, models.CharField | models.TextField):
            return self._text(field)
        if isinstance(field, models.BooleanField):
            return f"{_mixed(field.name, 50)} = 1"
        if isinstance(field, models.DecimalField):
            whole = min((field.max_digits or 0) - (field.decimal_places or 0), 3)
            return f"({_mixed(field.name, 1000)} - 1) / {10 ** (3 - whole)}.0"
        if isinstance(field, models.IntegerField):
            return _mixed(field.name, 100)
        if isinstance(field, models.DateTimeField):
            return f"now() - interval '730 days' * (1 - n / {self.count}.0)"
        if isinstance(field, models.DateField):
            return f"current_date + 20 - ({self.count} - n) * 730 / {self.count}"
        kind = field.db_type(connection) or "text"
        empty = "{}" if kind.endswith("]") or kind == "jsonb" else ("" if kind == "bytea" else "1")
        return f"'{empty}'::{kind}"

    def _reference(self, field: models.Field) -> str:
        table = _table_of(field)
        count = self.counts.get(table, 0)
        key = field.target_field
        if not count or not isinstance(key, models.UUIDField):
            count_of = f"(SELECT count(*) FROM {table})"
            return (
                f"(SELECT (array_agg({key.column} ORDER BY {key.column}))[1 + n % {count_of}]"
                f" FROM {table})"
                if not isinstance(key, models.UUIDField)
                else f"(SELECT min({key.column}::text)::uuid FROM {table})"
            )
        if count * 10 < self.count:  # customers and items of documents
            return ID.format(n=_mixed(field.name, count))
        return ID.format(n=f"1 + (n - 1) * {count}::bigint / {self.count}")

    def _likely(self, name: str) -> int:
        """How many there are of what a column without a foreign key names."""
        for words, table in _NAMES.items():
            if any(word in name for word in words):
                return self.counts.get(table, 50)
        return max(self.count // 5, 1)

    def _text(self, field: models.Field) -> str:
        if field.choices:
            return self._choice([str(key) for key, _ in field.flatchoices], field.name)
        if len(str(field.default)) > 0 and (field.max_length or 99) <= 8:
            known = {2: "CN", 3: "CNY", 8: "en"}
            return f"'{known.get(field.max_length or 0, 'A')}'"
        if field.name in {"number", "code", "name", "reference"} or "number" in field.name:
            return f"'{field.name[:8]}-' || n"
        return f"'{field.name[:8]}-' || {_mixed(field.name, 50)}"

    def _choice(self, keys: list[str], name: str) -> str:
        if name not in UNDER_WAY or len(keys) < 2:
            listed = ", ".join(f"'{key}'" for key in keys)
            return f"(ARRAY[{listed}])[{_mixed(name, len(keys))}]"
        usual = keys.pop(-2 if len(keys) > 2 else -1)
        listed = ", ".join(f"'{key}'" for key in keys)
        step = max(self.count // FEW // len(keys), 1)
        which = f"(ARRAY[{listed}])[1 + n / {step} % {len(keys)}]"
        return f"CASE WHEN n % {step} = 0 THEN {which} ELSE '{usual}' END"


_EMPTY = {
    ("archived", "deleted", "erased"): 2,
    ("settled", "closed", "ended", "finished", "cancelled", "dismissed", "followed"): 100,
}
"""Of how many rows one has nothing there, by how the column's name begins; else one in four."""
_NAMES = {
    ("customer", "supplier", "party", "carrier", "payer"): "stem_party",
    ("item", "component"): "stem_item",
    ("site",): "stem_site",
    ("user", "owner", "actor"): "stem_user",
}


def _table_of(field: models.Field) -> str:
    return str(field.related_model._meta.db_table)


def _mixed(name: str, count: int) -> str:
    """1 … count, for each column in another order."""
    return f"(1 + (hashint8(n::bigint + {crc32(name.encode())}) & 2147483647) % {count})"
