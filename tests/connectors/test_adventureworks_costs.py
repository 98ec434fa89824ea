"""What a piece costs where AdventureWorks only says what a carton costs."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sanye.connectors.adventureworks.context import Import
from sanye.connectors.adventureworks.costs import unit_costs
from sanye.connectors.adventureworks.report import Report
from sanye.connectors.adventureworks.tables import Tables
from sanye.kernel.actors import system_actor

PRODUCT = """ProductID,MakeFlag,StandardCost
A,true,12
B,true,0
C,true,200
D,true,6
CARTON,false,0
UNUSED,false,0
PIECE,false,0
DOZEN,false,0
KNOWN,false,7.5
"""
BILLS = """ProductAssemblyID,ComponentID,PerAssemblyQty,UnitMeasureCode,EndDate
A,CARTON,2,EA,
A,B,1,EA,
A,KNOWN,1,EA,2012-05-31
B,PIECE,4,EA,
B,CARTON,1,EA,
C,CARTON,1,EA,
D,CARTON,1,EA,
D,PIECE,1,EA,
"""
VENDORS = """ProductID,UnitMeasureCode,LastReceiptCost,StandardPrice
CARTON,CTN,30,29
CARTON,CTN,,50
UNUSED,CAN,50,50
PIECE,EA,2,3
DOZEN,DZ,6,6
KNOWN,CTN,90,90
"""


def test_a_carton_comes_down_to_what_the_assembly_that_needs_it_most_may_cost(
    tmp_path: Path,
) -> None:
    """A is 3 CARTON at (30 + 50) / 2 and 4 PIECE at 2: 128 for a standard of 12. D allows 6 of 42,
    which is more; C sets no limit. B has no standard and is worked out: 4 x 2 + 3.75."""
    for name, content in (
        ("Product", PRODUCT),
        ("BillOfMaterials", BILLS),
        ("ProductVendor", VENDORS),
    ):
        (tmp_path / f"{name}.csv").write_text(content)
    run = Import(
        tables=Tables(tmp_path),
        report=Report(),
        by=system_actor(UUID(int=1), "test"),
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )

    assert unit_costs(run) == {
        "A": Decimal(12),
        "B": Decimal("11.75"),
        "C": Decimal(200),
        "D": Decimal(6),
        "CARTON": Decimal("3.75"),
        "UNUSED": Decimal(50),
        "PIECE": Decimal(2),
        "DOZEN": Decimal("0.5"),
        "KNOWN": Decimal("7.5"),
    }
