"""How long a changeover takes, by the rules of a set-up matrix."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Look = Mapping[str, str]
"""An item as a work center sees it: its value of each attribute (FAMILY, COLOR, SIZE)."""

ANY = ""


@dataclass(frozen=True, slots=True)
class Changeover:
    """Minutes of a change of one attribute; an empty value stands for any other."""

    attribute: str
    from_value: str
    to_value: str
    minutes: Decimal


@dataclass(slots=True)
class Changeovers:
    """The rules of one matrix. Each attribute has its own changeover, one after the other."""

    minutes: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[Changeover]) -> "Changeovers":
        return cls({(r.attribute, r.from_value, r.to_value): r.minutes for r in rules})

    def between(self, before: Look, after: Look) -> Decimal:
        """Minutes from the end of one item to the begin of the next, without what each takes by
        itself: the sum over the attributes that differ."""
        return sum((self._of(name, before[name], after[name]) for name in before), Decimal(0))

    def _of(self, attribute: str, before: str, after: str) -> Decimal:
        """By the rule that says most: both values, else to which, else from which, else any. What
        stays the same takes time only where a rule names it."""
        if before == after:
            return (
                self.minutes.get((attribute, before, after), Decimal(0)) if before else Decimal(0)
            )
        for pair in ((before, after), (ANY, after), (before, ANY), (ANY, ANY)):
            found = self.minutes.get((attribute, *pair))
            if found is not None:
                return found
        return Decimal(0)
