"""Doors of suppliers' behaviour."""

from sanye.scm.suppliers.http.alerts import router as alerts
from sanye.scm.suppliers.http.scores import lead_times, lines, policies, rejections, scores
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/supplier-scores", scores),
    ("/supplier-lines", lines),
    ("/supplier-rejections", rejections),
    ("/supplier-lead-times", lead_times),
    ("/supplier-policies", policies),
    ("/supplier-alerts", alerts),
]
