"""Tables of demand: what was asked for, what is forecast, what the pipeline may bring."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sanye.engines.forecast import DemandClass, Method
from sanye.scm.demand.domain.states import (
    VERSION_STEPS,
    Bucket,
    EntryKind,
    LossReason,
    OpportunityStatus,
    VersionStatus,
)
from sanye.stem.rows.constraints import not_negative, one_of, positive, share, steps
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    number_field,
    quantity_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


class ItemAtSite(CompanyRow):
    """A row of an item at a site."""

    scope_site: ClassVar[str] = "site_id"

    item = models.ForeignKey("stem.Item", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("stem.Site", models.PROTECT, related_name="+", db_index=False)

    class Meta(CompanyRow.Meta):
        abstract = True


def _customer() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "stem.Party", models.PROTECT, null=True, related_name="+", db_index=False
    )


class DemandEntry(ItemAtSite):
    """So much wanted on a day, given back, or wanted in vain; in the item's stock unit.

    `demand_date` is the day the customer asked for; what is given back counts on the day on which
    it was wanted, where that is known. `line_id`: the schedule line, the return's line or the lost
    demand. `served_date`: the day on which the last of an ORDER was shipped; empty while some of
    it waits.
    """

    kind = choice_field(EntryKind)
    source_type = models.CharField(max_length=24)
    source_id = models.UUIDField()
    source_number = number_field(blank=True)
    line_id = models.UUIDField()
    order_line_id = models.UUIDField(null=True)
    customer = _customer()
    quantity = quantity_field()
    unit = unit_field()
    demand_date = models.DateField()
    served_date = models.DateField(null=True)
    reason_code = models.CharField(max_length=24, blank=True)

    class Meta(ItemAtSite.Meta):
        db_table = "scm_demand_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "line_id", "kind"], name="scm_demand_entry_unique"
            ),
            one_of("scm_demand_entry_kind", "kind", EntryKind),
            positive("scm_demand_entry_quantity", "quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "quantity", "id"], name="scm_demand_entry_by_quantity"),
            models.Index(fields=["company", "demand_date", "id"], name="scm_demand_entry_date"),
            models.Index(
                fields=["company", "item", "site", "demand_date"], name="scm_demand_entry_item"
            ),
            models.Index(fields=["company", "source_id"], name="scm_demand_entry_source"),
            models.Index(fields=["company", "order_line_id"], name="scm_demand_entry_line"),
        ]


class StockDay(ItemAtSite):
    """What a day changed of the usable stock of our own; the sum up to a day is its balance."""

    stock_date = models.DateField()
    quantity = quantity_field()

    class Meta(ItemAtSite.Meta):
        db_table = "scm_stock_day"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site", "stock_date"], name="scm_stock_day_unique"
            )
        ]


class LostDemand(ItemAtSite):
    """What a customer wanted and did not get. `source_id`: the line it was lost on, once each."""

    customer = _customer()
    quantity = quantity_field()
    unit = unit_field()
    wanted_date = models.DateField()
    reason = choice_field(LossReason)
    note = models.CharField(max_length=400, blank=True)
    source_type = models.CharField(max_length=24, blank=True)
    source_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta(ItemAtSite.Meta):
        db_table = "scm_lost_demand"
        constraints = [
            one_of("scm_lost_demand_reason", "reason", LossReason),
            positive("scm_lost_demand_quantity", "quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "wanted_date"], name="scm_lost_demand_date"),
            models.Index(fields=["company", "source_id"], name="scm_lost_demand_source"),
        ]


class DemandPolicy(CompanyRow):
    """How a company forecasts; one row, defaults where there is none.

    An order consumes the forecast of the day on which it is wanted, of `backward_days` before and
    `forward_days` after. `pipeline_ratio`: how much of the weighted pipeline is added to the
    forecast that orders leave.
    """

    bucket = choice_field(Bucket, default=Bucket.MONTH)
    horizon_periods = models.PositiveSmallIntegerField(default=12)
    backward_days = models.PositiveSmallIntegerField(default=30)
    forward_days = models.PositiveSmallIntegerField(default=30)
    pipeline_ratio = ratio_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "scm_demand_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="scm_demand_policy_unique"),
            one_of("scm_demand_policy_bucket", "bucket", Bucket),
            share("scm_demand_policy_ratio", "pipeline_ratio"),
            positive("scm_demand_policy_horizon", "horizon_periods"),
        ]


class ForecastSetting(ItemAtSite):
    """What differs for an item at a site. `uses_forecast`: planning provides for its forecast.

    `method`: taken whatever the errors say; empty: chosen. Days empty: the company's.
    """

    uses_forecast = models.BooleanField(default=False)
    method = models.CharField(
        max_length=24, blank=True, choices=[(method, method) for method in Method]
    )
    backward_days = models.PositiveSmallIntegerField(null=True)
    forward_days = models.PositiveSmallIntegerField(null=True)

    class Meta(ItemAtSite.Meta):
        db_table = "scm_forecast_setting"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site"], name="scm_forecast_setting_unique"
            )
        ]


class ForecastVersion(CompanyRow):
    """The forecast as made on a day, for `period_count` periods from `first_period_date`."""

    code = code_field()
    status = choice_field(VersionStatus, default=VersionStatus.DRAFT)
    as_of_date = models.DateField()
    bucket = choice_field(Bucket)
    first_period_date = models.DateField()
    period_count = models.PositiveSmallIntegerField()
    history_periods = models.PositiveSmallIntegerField()
    series_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "scm_forecast_version"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="scm_forecast_version_code"),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(status="PUBLISHED"),
                name="scm_forecast_version_published",
            ),
            one_of("scm_forecast_version_bucket", "bucket", Bucket),
        ]
        indexes = [
            models.Index(fields=["company", "status"], name="scm_forecast_version_status"),
        ]
        triggers = [steps("scm_forecast_version_steps", "status", VERSION_STEPS)]


class ForecastSeries(ItemAtSite):
    """How an item at a site was forecast, and how that method would have done before.

    Errors are over several origins in the past (`engines/forecast`); empty where nothing could be
    measured. `value_added_ratio`: WAPE of the naive forecast less that of the method.
    `mean_quantity`: a period's demand in the history, the weight of the series in sums.
    """

    version = models.ForeignKey(
        ForecastVersion, models.CASCADE, related_name="series", db_index=False
    )
    method = choice_field(Method)
    is_method_given = models.BooleanField(default=False)
    demand_class = choice_field(DemandClass)
    demand_interval = quantity_field(null=True)
    size_variation = quantity_field(null=True)
    rmsse = quantity_field(null=True)
    mase = quantity_field(null=True)
    wape_ratio = quantity_field(null=True)
    bias_ratio = quantity_field(null=True)
    naive_wape_ratio = quantity_field(null=True)
    value_added_ratio = quantity_field(null=True)
    spread_quantity = quantity_field(null=True)
    mean_quantity = quantity_field()
    unit = unit_field()
    history_first_date = models.DateField()
    stock_out_dates = models.JSONField(default=list)
    corrected = models.JSONField(default=list)

    class Meta(ItemAtSite.Meta):
        db_table = "scm_forecast_series"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "item", "site"], name="scm_forecast_series_unique"
            ),
            not_negative("scm_forecast_series_quantity", "mean_quantity", "spread_quantity"),
        ]
        indexes = [
            models.Index(
                fields=["company", "version", "value_added_ratio"], name="scm_forecast_series_value"
            )
        ]


class ForecastLine(ItemAtSite):
    """The forecast of one period: what the method says, what a person made of it.

    `quantity` is the one that holds: the person's where there is one.
    """

    version = models.ForeignKey(
        ForecastVersion, models.CASCADE, related_name="lines", db_index=False
    )
    period_date = models.DateField()
    statistical_quantity = quantity_field()
    override_quantity = quantity_field(null=True)
    quantity = quantity_field()

    class Meta(ItemAtSite.Meta):
        db_table = "scm_forecast_line"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "item", "site", "period_date"], name="scm_forecast_line_unique"
            ),
            not_negative(
                "scm_forecast_line_quantity",
                "statistical_quantity",
                "override_quantity",
                "quantity",
            ),
            models.CheckConstraint(
                name="scm_forecast_line_holds",
                condition=Q(
                    override_quantity__isnull=True, quantity=models.F("statistical_quantity")
                )
                | Q(quantity=models.F("override_quantity")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "item", "site", "period_date"], name="scm_forecast_line_item"
            )
        ]


class ForecastOverride(ItemAtSite):
    """A person's number for a period, with the reason. `is_locked`: later versions keep it.

    `statistical_quantity`: what the method said then, so that the change can be judged.
    """

    version = models.ForeignKey(ForecastVersion, models.PROTECT, related_name="overrides")
    bucket = choice_field(Bucket)
    period_date = models.DateField()
    quantity = quantity_field()
    statistical_quantity = quantity_field()
    reason = models.CharField(max_length=400)
    is_locked = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        "stem.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(ItemAtSite.Meta):
        db_table = "scm_forecast_override"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site", "bucket", "period_date"],
                condition=Q(ended_at__isnull=True),
                name="scm_forecast_override_unique",
            ),
            not_negative("scm_forecast_override_quantity", "quantity", "statistical_quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "period_date"], name="scm_forecast_override_date")
        ]


class PipelineLine(CompanyRow):
    """A line of an opportunity as last told, in the item's stock unit; `site`: the customer's."""

    scope_site: ClassVar[str] = "site_id"

    opportunity_id = models.UUIDField()
    opportunity_number = number_field()
    customer = _customer()
    item = models.ForeignKey("stem.Item", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(
        "stem.Site", models.PROTECT, null=True, related_name="+", db_index=False
    )
    quantity = quantity_field()
    unit = unit_field()
    probability_ratio = ratio_field()
    expected_close_date = models.DateField()
    status = choice_field(OpportunityStatus, default=OpportunityStatus.OPEN)

    class Meta(CompanyRow.Meta):
        db_table = "scm_pipeline_line"
        constraints = [
            one_of("scm_pipeline_line_status", "status", OpportunityStatus),
            positive("scm_pipeline_line_quantity", "quantity"),
            share("scm_pipeline_line_ratio", "probability_ratio"),
        ]
        indexes = [
            models.Index(fields=["company", "opportunity_id"], name="scm_pipeline_line_source"),
            models.Index(fields=["company", "item", "status"], name="scm_pipeline_line_item"),
        ]


class PipelineVintage(CompanyRow):
    """The weighted pipeline of a week as it was seen on a day; never changed afterwards."""

    scope_site: ClassVar[str] = "site_id"

    as_of_date = models.DateField()
    item = models.ForeignKey("stem.Item", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(
        "stem.Site", models.PROTECT, null=True, related_name="+", db_index=False
    )
    week_date = models.DateField()
    expected_quantity = quantity_field()
    open_quantity = quantity_field()
    unit = unit_field()
    opportunity_count = models.PositiveIntegerField()

    class Meta(CompanyRow.Meta):
        db_table = "scm_pipeline_vintage"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "as_of_date", "item", "site", "week_date"],
                nulls_distinct=False,
                name="scm_pipeline_vintage_unique",
            ),
            not_negative("scm_pipeline_vintage_quantity", "expected_quantity", "open_quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "week_date", "id"], name="scm_pipeline_vintage_week"),
            models.Index(fields=["company", "item", "week_date"], name="scm_pipeline_vintage_item"),
        ]
