"""What a company sets about its service: policy, queues, levels, codes, answers, warranty."""

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sanye.crm.service.domain.codes import CodeKind
from sanye.crm.service.domain.states import CaseKind, Priority
from sanye.stem.rows.constraints import not_negative, one_of, positive, share
from sanye.stem.rows.fields import choice_field, code_field, price_field, ratio_field
from sanye.stem.rows.models import CompanyRow


def master(table: str, **options: Any) -> Any:
    """A reference to a master that is never deleted."""
    return models.ForeignKey(table, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track()
class ServicePolicy(CompanyRow):
    """One row per company. `labor_rate` is functional currency per hour, `site` whose calendar the
    clock follows where a case has none of its own; `risk_ratio` of a promise may pass unnoticed."""

    site = master("stem.Site", null=True, db_index=False)
    labor_rate = price_field(default=0)
    reopen_days = models.PositiveSmallIntegerField(default=14)
    silence_days = models.PositiveSmallIntegerField(default=7)
    risk_ratio = ratio_field()

    class Meta(CompanyRow.Meta):
        db_table = "crm_service_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="crm_service_policy_one"),
            share("crm_service_policy_risk", "risk_ratio"),
            not_negative("crm_service_policy_rate", "labor_rate"),
        ]


@pghistory.track()
class ServiceQueue(CompanyRow):
    """Where cases wait. `member_ids` are users; empty: everybody of the owner's role."""

    code = code_field()
    name = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100, blank=True)
    owner_role = code_field(default="SERVICE")
    member_ids = ArrayField(models.UUIDField(), default=list)
    escalate_to = master("stem.User", null=True, db_index=False)
    site = master("stem.Site", null=True, db_index=False)
    archived_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_service_queue"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="crm_service_queue_code")
        ]


@pghistory.track()
class ServiceLevel(CompanyRow):
    """Promised working minutes; what is empty fits every case, the closest row holds."""

    priority = models.CharField(max_length=24, blank=True)
    queue = models.ForeignKey(ServiceQueue, on_delete=models.PROTECT, null=True, related_name="+")
    customer_group = code_field(blank=True)
    response_minutes = models.PositiveIntegerField(null=True)
    resolution_minutes = models.PositiveIntegerField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_service_level"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "priority", "queue", "customer_group"],
                nulls_distinct=False,
                name="crm_service_level_once",
            ),
            models.CheckConstraint(
                name="crm_service_level_priority",
                condition=Q(priority="") | Q(priority__in=[one.value for one in Priority]),
            ),
            positive("crm_service_level_minutes", "response_minutes", "resolution_minutes"),
        ]


@pghistory.track()
class ServiceCode(CompanyRow):
    """A failure, cause, resolution or return reason by its code, named in both languages."""

    kind = choice_field(CodeKind)
    code = code_field()
    name = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100, blank=True)
    is_our_fault = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_service_code"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "code"], name="crm_service_code_unique"
            ),
            one_of("crm_service_code_kind", "kind", CodeKind),
        ]


@pghistory.track()
class CannedAnswer(CompanyRow):
    """A text to answer with, in one language."""

    code = code_field()
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    text = models.TextField()
    archived_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_canned_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code", "language"], name="crm_canned_answer_code"
            )
        ]


@pghistory.track()
class KnowledgeArticle(CompanyRow):
    """How something is solved, in one language; `failure_code` empty: general."""

    code = code_field()
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    text = models.TextField()
    failure_code = code_field(blank=True)
    item = master("stem.Item", null=True, db_index=False)
    archived_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_knowledge_article"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code", "language"], name="crm_knowledge_article_code"
            )
        ]
        indexes = [
            models.Index(fields=["company", "failure_code"], name="crm_knowledge_article_failure")
        ]


@pghistory.track()
class WarrantyTerm(CompanyRow):
    """Months of warranty for what is shipped from a day on: an item's, a family's, or everybody's.

    Ours and not a column of the master: it differs per company, exists for families and for the
    company as a whole, and a change must not touch what was sold before.
    """

    item = master("stem.Item", null=True)
    family = master("stem.ItemFamily", null=True)
    months = models.PositiveSmallIntegerField()
    valid_from_date = models.DateField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_warranty_term"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "family", "valid_from_date"],
                nulls_distinct=False,
                name="crm_warranty_term_once",
            ),
            models.CheckConstraint(
                name="crm_warranty_term_one_of",
                condition=Q(item__isnull=True) | Q(family__isnull=True),
            ),
            models.CheckConstraint(name="crm_warranty_term_months", condition=Q(months__lte=600)),
        ]


class ServiceForm(CompanyRow):
    """A web form that may open cases. Only the SHA-256 of its key is kept."""

    code = code_field()
    key_sha256 = models.CharField(max_length=64, unique=True)
    queue = models.ForeignKey(ServiceQueue, on_delete=models.PROTECT, null=True, related_name="+")
    kind = choice_field(CaseKind, default=CaseKind.QUESTION.value)
    most_per_hour = models.PositiveIntegerField(default=60)
    closed_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_service_form"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="crm_service_form_code"),
            one_of("crm_service_form_kind", "kind", CaseKind),
        ]
