"""The leaf's doors: (path prefix, router of a module), and pages outside the API."""

from django.urls import URLPattern

from sanye.crm.accounts.http import interactions
from sanye.crm.accounts.http import router as accounts
from sanye.crm.consent.http import router as consents
from sanye.crm.loyalty.http import customers, health, segments
from sanye.crm.marketing.http import campaigns, forms, public, rules
from sanye.crm.marketing.http import router as leads
from sanye.crm.pipeline.http import router as opportunities
from sanye.crm.profiles.http import persons, profiles
from sanye.crm.quoting.http import router as quotations
from sanye.crm.satisfaction.http import pages as satisfaction_pages
from sanye.crm.satisfaction.http import router as satisfaction
from sanye.crm.service.http import routers as service
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/accounts", accounts),
    ("/campaigns", campaigns),
    ("/consents", consents),
    ("/customer-health", health),
    ("/customer-segments", segments),
    ("/customers", customers),
    ("/interactions", interactions),
    ("/lead-assignment-rules", rules),
    ("/lead-form-entries", public),
    ("/lead-forms", forms),
    ("/leads", leads),
    ("/opportunities", opportunities),
    ("/customer-profiles", profiles),
    ("/persons", persons),
    ("/quotations", quotations),
    ("/satisfaction", satisfaction),
    *service,
]

pages: list[URLPattern] = [*satisfaction_pages]
