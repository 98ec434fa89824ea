"""However an invoice's line is credited, the parts add up to it, to the last cent of each tax."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.invoicing.domain.crediting import Invoiced, credit_of_net, net_of_quantity

cents = st.integers(1, 10**7).map(lambda n: Decimal(n) / 100)


@given(
    net=cents,
    taxes=st.lists(cents, max_size=2),
    pieces=st.integers(2, 9),
    by_amount=st.lists(st.integers(1, 99), max_size=4),
)
def test_parts_add_up(
    net: Decimal, taxes: list[Decimal], pieces: int, by_amount: list[int]
) -> None:
    credited_quantity = credited = Decimal(0)
    credited_taxes = [Decimal(0)] * len(taxes)

    def line() -> Invoiced:
        return Invoiced(
            quantity=Decimal(pieces),
            net=net,
            taxes=tuple(taxes),
            self_assessed=tuple(Decimal(0) for _ in taxes),
            credited_quantity=credited_quantity,
            credited_net=credited,
        )

    steps = [(Decimal(0), min(Decimal(n) / 100, net - credited)) for n in by_amount]
    steps += [(Decimal(1), None)] * pieces
    for quantity, amount in steps:
        if amount is None:
            amount = net_of_quantity(line(), quantity, "CNY")  # noqa: PLW2901
        amount = min(amount, net - credited)  # noqa: PLW2901
        credit = credit_of_net(line(), quantity, amount, "CNY")
        assert credit.net >= 0
        credited_quantity += credit.quantity
        credited += credit.net
        credited_taxes = [a + b for a, b in zip(credited_taxes, credit.taxes, strict=True)]

    assert credited == net
    assert credited_taxes == taxes


def test_a_free_line_credits_nothing_twice() -> None:
    free = Invoiced(
        quantity=Decimal(2),
        net=Decimal(0),
        taxes=(Decimal(0),),
        self_assessed=(Decimal(0),),
        credited_quantity=Decimal(0),
        credited_net=Decimal(0),
    )

    credit = credit_of_net(free, Decimal(2), net_of_quantity(free, Decimal(2), "CNY"), "CNY")

    assert (credit.quantity, credit.net, credit.taxes) == (2, 0, (0,))
