"""Doors of service."""

from sanye.crm.service.http.cases import router as cases
from sanye.crm.service.http.incoming import router as incoming
from sanye.crm.service.http.own import router as own_cases
from sanye.crm.service.http.rules import router as rules
from sanye.crm.service.http.units import router as units
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/cases", cases),
    ("/own-cases", own_cases),
    ("/service-incoming", incoming),
    ("/service", rules),
    ("/installed-units", units),
]
