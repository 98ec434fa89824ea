"""Twenty processes, ten units: exactly ten get one."""

import os
import subprocess
import sys
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from sanye.erp.inventory.checks import allocated_is_sum_of_allocations
from sanye.erp.inventory.models import StockAllocation
from sanye.kernel.actors import Actor
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item

PROCESSES = 20
UNITS = 10
ASKERS = f"""
import os, sys
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from sanye.erp.inventory.commands import allocate
from sanye.erp.inventory.errors import NotEnoughStock
from sanye.kernel.actors import system_actor

company, item, site = map(UUID, sys.argv[2:5])
waited_for, go = os.pipe()

def ask():
    try:
        allocate(demand_type="delivery", demand_id=uuid4(), item_id=item, site_id=site,
                 quantity=Decimal(1), by=system_actor(company), at=datetime.now(UTC))
    except NotEnoughStock:
        return "REFUSED"
    return "PROMISED"

for _ in range({PROCESSES}):
    if os.fork() == 0:
        os.close(go)
        os.read(waited_for, 1)
        os.write(1, ask().encode() + b"\\n")
        os._exit(0)
os.close(go)
for _ in range({PROCESSES}):
    assert os.wait()[1] == 0
"""
"""Processes that have imported everything and go when the last writer of a pipe closes it."""


def test_exactly_ten_of_twenty_processes_get_one(log_db: None, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, UNITS, by=by, at=at)
    words = [connection.settings_dict["NAME"], by.company_id, item.id, site.id]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
    }

    told = subprocess.check_output(
        [sys.executable, "-c", ASKERS, *map(str, words)], env=environment, text=True, timeout=120
    )

    outcomes = sorted(told.split())
    assert outcomes == ["PROMISED"] * UNITS + ["REFUSED"] * (PROCESSES - UNITS)
    promised = StockAllocation.unscoped.aggregate(total=Sum("open_quantity"))["total"]
    assert promised == UNITS
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()
