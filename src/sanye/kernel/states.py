"""States are a table of allowed steps beside the field; a wrong step raises.

    STEPS = {
        Status.PLANNED: {Status.FIRMED, Status.RELEASED, Status.CANCELLED},
        Status.FIRMED: {Status.RELEASED, Status.CANCELLED},
    }
    check_step(STEPS, order.status, Status.RELEASED, subject=f"planned order {order.number}")

A state that is no key of the table is an end: nothing leaves it. Staying in a state is a step
too and must stand in the table if it is allowed.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from sanye.kernel.errors import Refusal

S = TypeVar("S", bound=str)


class StepNotAllowed(Refusal):
    """The subject cannot go from one state to the other."""

    code = "kernel.step_not_allowed"
    text_en = "{subject} cannot go from {from_} to {to}; allowed: {allowed}."
    text_zh = "{subject} 不能从 {from_} 变为 {to}；允许：{allowed}。"


def check_step(steps: Mapping[S, Collection[S]], from_: S, to: S, *, subject: str) -> None:
    """Raise StepNotAllowed unless the table allows the step."""
    allowed = steps.get(from_, ())
    if to not in allowed:
        names = ", ".join(sorted(str(state) for state in allowed)) or "-"
        raise StepNotAllowed(subject=subject, from_=str(from_), to=str(to), allowed=names)
