"""A figure: one number with what it is held against, and how it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any


class Wrong(Exception):
    """The result is not right, so its speed is of no interest."""


def gate(is_right: object, said: str) -> None:
    """Raises Wrong unless it holds."""
    if not is_right:
        raise Wrong(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`beside` says what else was seen in the same run: hand-written SQL's figure, the part of the
    database. Floor and target are in the figure's own unit. `peer_of`: the name of the figure that
    another system's is held against; `floor_times` and `target_times` are how many times ours it
    is to be."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    target: float | None = None
    more_is_better: bool = False
    beside: str = ""
    peer_of: str = ""
    floor_times: float | None = None
    target_times: float | None = None

    @property
    def misses_floor(self) -> bool:
        return self.floor is not None and not self._reaches(self.floor)

    @property
    def verdict(self) -> str:
        if self.target is not None and self._reaches(self.target):
            return "target"
        if self.floor is None:
            return "" if self.target is None else "below the target"
        return "below the floor" if self.misses_floor else "floor"

    def against(self, ours: "Figure") -> "Figure":
        """How many times ours this one of a peer is: so a slower machine is slower for both."""
        return Figure(
            name=self.name,
            value=self.value / ours.value,
            unit="times ours",
            floor=self.floor_times,
            target=self.target_times,
            more_is_better=True,
            beside=f"{short(self.value)} {self.unit}, ours {short(ours.value)}; {self.beside}",
        )

    def _reaches(self, bound: float) -> bool:
        return self.value >= bound if self.more_is_better else self.value <= bound


def rate(name: str, per_second: float, **more: Any) -> Figure:
    """So many a second; more is better."""
    return Figure(name=name, value=per_second, unit="/s", more_is_better=True, **more)


def percentiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 in milliseconds, by the nearest rank."""
    ordered = sorted(seconds)
    ranks = [ceil(len(ordered) * part) for part in (0.5, 0.95, 0.99)]
    p50, p95, p99 = (ordered[rank - 1] * 1000 for rank in ranks)
    return p50, p95, p99


def said(seconds: Sequence[float]) -> str:
    """`p50 3.1, p95 4.0, p99 9.8 ms`."""
    p50, p95, p99 = percentiles(seconds)
    return f"p50 {short(p50)}, p95 {short(p95)}, p99 {short(p99)} ms"


def short(value: float) -> str:
    """Three digits that count."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def line_of(figure: Figure) -> str:
    """One line for the terminal."""
    held = [
        f"{name} {short(value)}"
        for name, value in (("floor", figure.floor), ("target", figure.target))
        if value is not None
    ]
    parts = [figure.beside, ", ".join(held), figure.verdict]
    more = "; ".join(filter(None, parts))
    return f"  {figure.name}: {short(figure.value)} {figure.unit}" + (f"  ({more})" if more else "")
