"""Documents and what follows from what: a projection of the event log."""

from django.db import models

from sanye.stem.rows.fields import number_field
from sanye.stem.rows.models import CompanyRow


class Document(CompanyRow):
    """A document that some event named; `document_id` is its key in the log."""

    document_id = models.UUIDField()
    type = models.CharField(max_length=60)
    number = number_field()

    class Meta:
        db_table = "insight_document"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "document_id"], name="insight_document_unique"
            )
        ]
        indexes = [models.Index(fields=["company", "number"], name="insight_document_number")]


class DocumentLink(CompanyRow):
    """`child_id` follows from `parent_id`."""

    parent_id = models.UUIDField()
    child_id = models.UUIDField()

    class Meta:
        db_table = "insight_document_link"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "parent_id", "child_id"], name="insight_document_link_unique"
            )
        ]
        indexes = [models.Index(fields=["company", "child_id"], name="insight_link_child")]
