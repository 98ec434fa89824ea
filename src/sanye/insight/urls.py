"""The leaf's doors: (path prefix, router of a module)."""

from sanye.insight.journey.http import router as journeys
from sanye.insight.metrics.http import routers as metrics
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [("/journeys", journeys), *metrics]
