"""Ports: a question of one leaf that another must answer now.

    estimate_promise = Port("scm.promising.estimate_promise", EstimateRequest, EstimateAnswer)
    answer = estimate_promise(EstimateRequest(...))

`project/wiring.py` says who answers. Without an answer, because the leaf is switched off, the
caller gets `LeafOff` and decides what that means for its user.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from sanye.kernel.errors import Refusal

Request = TypeVar("Request")
Answer = TypeVar("Answer")


class LeafOff(Refusal):
    code = "leaf_off"
    status: ClassVar[int] = 503
    text_en = "{leaf} is switched off, so {port} has no answer."
    text_zh = "模块 {leaf} 未启用，{port} 无法应答。"


class Port(Generic[Request, Answer]):
    """A question by name; calling it asks whoever is wired to answer."""

    def __init__(self, name: str, request: type[Request], answer: type[Answer]) -> None:
        self.name = name
        self.request = request
        self.answer = answer
        all_ports[name] = self

    def __call__(self, request: Request) -> Answer:
        answerer = _answerers.get(self.name)
        if answerer is None:
            raise LeafOff(leaf=self.name.split(".", 1)[0], port=self.name)
        answer: Answer = answerer(request)
        return answer

    @property
    def is_answered(self) -> bool:
        return self.name in _answerers


all_ports: dict[str, Port[Any, Any]] = {}
_answerers: dict[str, Callable[[Any], Any]] = {}


def wire(answerers: dict[str, Callable[[Any], Any]]) -> None:
    """Replace all answers; for `project/wiring.py` and tests."""
    unknown = answerers.keys() - all_ports.keys()
    if unknown:
        raise KeyError(f"no such ports: {sorted(unknown)}")
    _answerers.clear()
    _answerers.update(answerers)


def wired() -> dict[str, Callable[[Any], Any]]:
    """Who answers which port now."""
    return dict(_answerers)
