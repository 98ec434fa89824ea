"""Twenty processes, ten units: exactly ten get one."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.models import Sum

from sanye.erp.inventory.checks import allocated_is_sum_of_allocations
from sanye.erp.inventory.models import StockAllocation
from sanye.kernel.actors import Actor
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item

PROCESSES = 20
UNITS = 10
ASKER = """
import sys, time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from sanye.erp.inventory.commands import allocate
from sanye.erp.inventory.errors import NotEnoughStock
from sanye.kernel.actors import system_actor

company, item, site = map(UUID, sys.argv[2:5])
print("READY", flush=True)
while not Path(sys.argv[5]).exists():
    time.sleep(0.01)
try:
    allocate(demand_type="delivery", demand_id=uuid4(), item_id=item, site_id=site,
             quantity=Decimal(1), by=system_actor(company), at=datetime.now(UTC))
    print("PROMISED")
except NotEnoughStock:
    print("REFUSED")
"""


def test_exactly_ten_of_twenty_processes_get_one(
    log_db: None, by: Actor, at: datetime, tmp_path: Path
) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, UNITS, by=by, at=at)
    go = tmp_path / "go"
    words = [connection.settings_dict["NAME"], by.company_id, item.id, site.id, go]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
    }
    askers = [
        subprocess.Popen(
            [sys.executable, "-c", ASKER, *map(str, words)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for asker in askers:
        assert asker.stdout is not None
        assert asker.stdout.readline() == "READY\n"

    go.touch()
    outcomes = sorted(asker.communicate(timeout=60)[0].strip() for asker in askers)

    assert outcomes == ["PROMISED"] * UNITS + ["REFUSED"] * (PROCESSES - UNITS)
    promised = StockAllocation.unscoped.aggregate(total=Sum("open_quantity"))["total"]
    assert promised == UNITS
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()
