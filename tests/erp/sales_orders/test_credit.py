"""The rule of credit alone."""

from decimal import Decimal

import pytest

from sanye.erp.sales_orders.domain.credit import Exposure, decide
from sanye.erp.sales_orders.domain.states import CreditStatus


def asked(**given: object) -> object:
    terms = {
        "limit": Decimal(100),
        "policy": "BLOCK",
        "exposure": Decimal(100),
        "order_amount": Decimal(40),
        "released_amount": None,
    }
    decision = decide(**{**terms, **given})
    return decision.status, decision.excess


@pytest.mark.parametrize(
    ("given", "status", "excess"),
    [
        ({}, CreditStatus.PASSED, 0),
        ({"exposure": Decimal("100.01")}, CreditStatus.BLOCKED, Decimal("0.01")),
        ({"exposure": Decimal(150), "policy": "WARN"}, CreditStatus.WARNED, 50),
        ({"exposure": Decimal(150), "policy": "NONE"}, CreditStatus.PASSED, 0),
        ({"exposure": Decimal(150), "limit": None}, CreditStatus.PASSED, 0),
        ({"exposure": Decimal(1), "limit": Decimal(0)}, CreditStatus.BLOCKED, 1),
        (
            {"exposure": Decimal(150), "released_amount": Decimal(40)},
            CreditStatus.RELEASED,
            50,
        ),
        (
            {"exposure": Decimal(150), "released_amount": Decimal("39.99")},
            CreditStatus.BLOCKED,
            50,
        ),
    ],
)
def test_decides_by_limit_policy_and_release(
    given: dict[str, object], status: CreditStatus, excess: object
) -> None:
    assert asked(**given) == (status, excess)


def test_exposure_is_what_is_owed_and_what_will_be() -> None:
    exposure = Exposure(currency="CNY", receivable=Decimal(-5), not_invoiced=Decimal(30))

    assert exposure.total == 25
