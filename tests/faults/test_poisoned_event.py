"""An event no handler can digest: it parks with what follows of its document, others go on."""

import time
from collections.abc import Callable
from typing import Any

from tests.faults.installation import Installation
from tests.faults.load import FEW, Load

CURSOR = "insight.metrics.facts"
LONGEST_WAIT_SECONDS = 120

# What breaks is the table of a projection (for one order), and the journal (for everybody).
POISON = """
CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'poisoned'; END $$;
CREATE TRIGGER poison BEFORE INSERT OR UPDATE ON insight_order_fact FOR EACH ROW
WHEN (NEW.order_id = '{order_id}' AND NEW.confirmed_at IS NOT NULL) EXECUTE FUNCTION poison();
CREATE TRIGGER poison BEFORE INSERT ON erp_journal_entry FOR EACH ROW EXECUTE FUNCTION poison();
"""
MENDED = "DROP FUNCTION poison CASCADE"


def wait_for(look: Callable[[], Any]) -> Any:
    ends = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < ends:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(look())


def test_parks_or_halts_and_is_released_after_the_fix(installation: Installation) -> None:
    def parked() -> list[tuple[str, str]]:
        return installation.rows(
            "SELECT p.type, p.state FROM stem_parked_event p JOIN stem_cursor c ON c.id = cursor_id"
            " WHERE c.name = %s AND p.key = %s ORDER BY position",
            CURSOR,
            order["id"],
        )

    def halted() -> list[tuple[int]]:
        return installation.rows(
            "SELECT attempts FROM stem_cursor WHERE error LIKE '%%poisoned%%' AND name = %s",
            "erp.ledger.posting",
        )

    with Load(installation, "poison", clients=FEW) as load:
        order = load.place("poisoned")
        installation.rows(POISON.format(order_id=order["id"]))
        load.send("POST", f"/sales-orders/{order['id']}/confirm", "poisoned-confirm", {})
        wait_for(lambda: [state for _, state in parked()] == ["PARKED"])
        body = {"reason": "changed my mind"}
        load.send("POST", f"/sales-orders/{order['id']}/cancel", "poisoned-cancel", body)
        wait_for(lambda: [state for _, state in parked()] == ["PARKED", "BEHIND"])
        wait_for(halted)
        others = load.place("another")
        wait_for(lambda: fact_of(installation, others["id"]))
        _, listed = installation.sanye("events", "parked")
        installation.rows(MENDED)
        position = next(row["position"] for row in listed if row["key"] == order["id"])
        installation.sanye("events", "release", CURSOR, str(position))
        installation.sanye("events", "release", "erp.ledger.posting")
        wait_for(lambda: not parked() and not halted())

    answer = installation.verified()

    print(f"parked and released: {len(listed)}; {load.told()}; {len(answer['checks'])} checks")
    load.check()
    confirmed_at, cancelled_at = fact_of(installation, order["id"])[0]
    assert confirmed_at < cancelled_at


def fact_of(installation: Installation, order_id: str) -> list[tuple[Any, ...]]:
    return installation.rows(
        "SELECT confirmed_at, cancelled_at FROM insight_order_fact WHERE order_id = %s", order_id
    )
