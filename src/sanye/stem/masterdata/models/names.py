"""Names of masters in other languages, and their identities in other systems."""

from django.db import models

from sanye.stem.masterdata.models.columns import Named
from sanye.stem.rows.models import Row


class TranslatedName(Row, Named):
    """What a master (`entity` and `row_id`: ITEM, SITE, …) is called in a language."""

    entity = models.CharField(max_length=24)
    row_id = models.UUIDField()
    language = models.CharField(max_length=8)

    class Meta:
        db_table = "stem_translated_name"
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "row_id", "language"], name="stem_translated_name_unique"
            )
        ]


class ExternalKey(Row):
    """The `key` under which another `system` knows one of our rows."""

    system = models.CharField(max_length=40)
    entity = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    row_id = models.UUIDField(db_index=True)

    class Meta:
        db_table = "stem_external_key"
        constraints = [
            models.UniqueConstraint(
                fields=["system", "entity", "key"], name="stem_external_key_unique"
            )
        ]
