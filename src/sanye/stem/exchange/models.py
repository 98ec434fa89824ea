"""Saved mappings of files' headings."""

from django.db import models

from sanye.stem.rows.fields import code_field
from sanye.stem.rows.models import CompanyRow, Row


class ImportMapping(CompanyRow):
    """How the headings of one supplier's or system's files are to be read."""

    name = code_field()
    kind = models.CharField(max_length=40)

    class Meta(CompanyRow.Meta):
        db_table = "stem_import_mapping"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "name"], name="stem_import_mapping_unique"
            )
        ]


class ImportMappingColumn(Row):
    """One heading: the column it means, or a value for a column that the file does not have.

    `heading` empty: `value` stands in every row. `target` empty: the heading is left out.
    """

    mapping = models.ForeignKey(ImportMapping, on_delete=models.CASCADE, related_name="columns")
    heading = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "stem_import_mapping_column"
