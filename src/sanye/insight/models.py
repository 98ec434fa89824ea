"""All tables of the leaf, for Django's registry: one line per module."""

from sanye.insight.journey.models import *  # noqa: F403
from sanye.insight.metrics.models import *  # noqa: F403
