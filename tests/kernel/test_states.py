import pytest

from sanye.kernel.states import StepNotAllowed, check_step

STEPS = {"PLANNED": {"FIRMED", "RELEASED"}, "FIRMED": {"RELEASED"}}


def test_lets_an_allowed_step_pass():
    check_step(STEPS, "PLANNED", "FIRMED", subject="order 7")


@pytest.mark.parametrize(
    ("from_", "to"), [("FIRMED", "PLANNED"), ("RELEASED", "FIRMED"), ("FIRMED", "FIRMED")]
)
def test_refuses_any_other_step(from_, to):
    with pytest.raises(StepNotAllowed) as refusal:
        check_step(STEPS, from_, to, subject="order 7")

    assert refusal.value.data["from_"] == from_
    assert refusal.value.data["to"] == to
