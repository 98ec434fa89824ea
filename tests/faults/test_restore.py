"""A backup taken while orders come in is restored elsewhere, and the company goes on there."""

from pathlib import Path

from tests.faults.installation import Installation, in_soak
from tests.faults.load import FEW, Load


@in_soak
def test_goes_on_elsewhere_from_a_backup_taken_under_load(
    installation: Installation, place: Path
) -> None:
    file = place / "sanye.backup"
    with Load(installation, "backup", clients=FEW) as load:
        load.place("before")
        installation.sanye("backup", str(file))
        load.place("after")
    load.check()

    elsewhere = Installation(place / "elsewhere")
    _, restored = elsewhere.sanye("restore", str(file))
    elsewhere.start("--no-demo")
    try:
        then = elsewhere.verified()
        kept = elsewhere.rows(
            "SELECT customer_reference FROM erp_sales_order"
            " WHERE customer_reference LIKE 'backup-%%'"
        )
        (elsewhere.home / "logins.json").write_bytes(
            (installation.home / "logins.json").read_bytes()
        )
        with Load(elsewhere, "elsewhere", clients=FEW) as more:
            more.place("first")
        now = elsewhere.verified()
        more.check()
    finally:
        elsewhere.stop()

    print(
        f"{restored['bytes']} bytes, {restored['cursors']} cursors, {len(kept)} orders of the load;"
        f" {load.told()}; elsewhere {more.told()}; {len(then['checks'])}, {len(now['checks'])}"
    )
    assert ("backup-before",) in kept
    assert ("backup-after",) not in kept
