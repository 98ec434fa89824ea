"""What is exported is imported unchanged: every kind, both formats, whatever it holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import transaction

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.exchange import commands, queries
from sanye.stem.exchange.errors import FileEmpty
from sanye.stem.exchange.kinds import KINDS, Kind, put_rows
from sanye.stem.identity.models import User
from sanye.stem.masterdata.commands import erase_contacts
from sanye.stem.masterdata.models import PartyContact

ROUNDS = 25
TEXTS = [
    "", "山地车", "Bike", "=1+1", "'=x", "''-x", "'tis", "-5", "+86 138 0013 8000", "@x", "007",
    "1E5", "#N/A", "TRUE", "a;b", 'say "x", y', "a\r\nb", "a\tb", "a\rb", "_x0041_", "<&>", "😀",
    "Ａ１", "a/b", "x\x01y", "x\x0by", "no", "2026-01-01", "x\u2028y", "  x  ", "'",
]  # fmt: skip
NUMBERS = [
    "0", "1", "0.000001", "12.5", "99999999999999.999999", "12345678901234.123456", "1e3", "１２",
    "0E+99", 7, 0.1, 1e13,
]  # fmt: skip
DAYS = [None, "0001-01-01", "1900-01-01", "1900-02-28", "1904-01-01", "2026-03-02", "9999-12-31"]
CODES = ["A", "a", "B/1", "4711", "Ｃ", "=D", "x" * 40]


class Chance(Random):
    """Draws values, plausible or at a boundary."""

    def text(self, most: int = 200) -> str:
        return self.choice([*TEXTS, "长" * most])[:most]

    def number(self, most: str = "1e20") -> Any:
        return self.choice([n for n in NUMBERS if Decimal(str(n)) < Decimal(most)])

    def share(self) -> str:
        return self.choice(["0", "0.13", "0.999999", "0.000001"])

    def day(self) -> Any:
        return self.choice(DAYS)

    def flag(self) -> Any:
        return self.choice([True, False, "是", "否", "yes", ""])

    def code(self) -> str:
        return self.choice(CODES)

    def place(self) -> dict[str, Any]:
        return {"city": self.text(100), "street": self.text(), "country": self.choice(["CN", ""])}

    def valid(self) -> dict[str, Any]:
        return {"valid_from_date": self.day(), "valid_to_date": self.day()}

    def named(self) -> dict[str, Any]:
        return {"name": self.text() or "N", "name_zh": self.text(), "name_en": self.text()}


def _row(kind: str, c: Chance) -> dict[str, Any]:
    """One of a kind; what does not fit is refused."""
    unit = c.choice(["C62", "KGM", "XBX"])
    rows: dict[str, dict[str, Any]] = {
        "units": {"code": "Z" + c.choice("12"), "name": c.text(60) or "N", "dimension": "MASS",
                  "numerator": c.choice([1, 2**63 - 1, 10**17 + 1]), "decimals": c.randint(0, 7)},
        "item-families": {"code": c.code(), **c.named(), "parent": c.choice([None, c.code()])},
        "items": {"code": c.code(), **c.named(), "kind": "BUY", "unit": "C62", "weight": c.number(),
                  "description": c.text(), "color": c.text(40), "family": c.choice(["", c.code()]),
                  "is_sold": c.flag(), "successor": c.choice([None, c.code()]),
                  "units": [{"unit": "XBX", "numerator": c.choice([12, 2**63 - 1])}]},
        "item-companies": {"item": c.code(), "standard_cost": c.number(),
                           "sales_tax": c.choice(["", c.code()]), "posting_group": c.text(40)},
        "taxes": {"code": c.code(), **c.named(), "rate_ratio": c.share(), "is_included": c.flag(),
                  **c.valid()},
        "payment-terms": {"code": c.code(), **c.named(), "net_days": c.choice([0, 30, 32767]),
                          "discount_ratio": c.share()},
        "calendars": {"code": c.code(), **c.named(), "country": c.choice(["CN", ""]),
                      "shifts": [{"weekday": c.randint(0, 6), "start_minute": c.choice([0, 480]),
                                  "end_minute": c.choice([1440, 960])}]},
        "parties": {"code": c.code(), **c.named(), "roles": c.choice(["", "CUSTOMER;SUPPLIER"]),
                    "contacts": [{"name": c.text(), "phone": c.text(40)} for _ in range(2)],
                    "addresses": [{"code": c.text(40), **c.place()} for _ in range(2)],
                    "tax_ids": [{"kind": "CN_USCC", "number": "9111 0000 6000 37341L"},
                                {"kind": c.text(16) or "X", "number": c.text(40) or "1"}],
                    "user": c.choice([None, "joe"]), "website": c.text(300)},
        "sites": {"code": c.code(), **c.named(), "kind": "PLANT", **c.place(),
                  "calendar": c.choice(["", c.code()]), "party": c.choice([None, c.code()])},
        "locations": {"site": c.code(), "code": c.code(), **c.named(),
                      "parent": c.choice([None, f"{c.code()}/{c.code()}"])},
        "setup-matrices": {"code": c.code(), **c.named(), "rules": [
            {"attribute": "COLOR", "from_value": c.text(60), "to_value": c.text(60),
             "minutes": c.number()}]},
        "work-centers": {"site": c.code(), "code": c.code(), **c.named(), "cost_rate": c.number(),
                         "efficiency_ratio": "0.8", "calendar": c.choice(["", c.code()]),
                         "setup_matrix": c.choice(["", c.code()])},
        "item-sites": {"item": c.code(), "site": c.code(), "source": "BUY",
                       "safety_stock": c.number(), "maximum_quantity": c.choice([None, c.number()]),
                       "location": c.choice(["", f"{c.code()}/{c.code()}"]),
                       "planner": c.choice([None, "joe"])},
        "boms": {"item": c.code(), "site": c.choice(["", c.code()]), "version": c.code(),
                 **c.valid(), "output_quantity": c.number(),
                 "lines": [{"component": c.code(), "quantity": c.number(), "reference": c.text(),
                            "is_phantom": c.flag()} for _ in range(c.randint(0, 2))]},
        "routings": {"item": c.code(), "site": c.choice(["", c.code()]), **c.valid(),
                     "operations": [{"work_center": f"{c.code()}/{c.code()}", "name": c.text(),
                                     "run_minutes": c.number(), "scrap_ratio": c.share()}]},
        "price-lists": {"code": c.code(), **c.named(), "currency": "CNY", **c.valid(),
                        "customer": c.choice([None, c.code()]), "is_tax_included": c.flag(),
                        "lines": [{"item": c.code(), "unit": unit, "unit_price": c.number(),
                                   **c.valid()} for _ in range(c.randint(0, 3))]},
        "promotions": {"code": c.code(), **c.named(), "discount_ratio": c.share(), **c.valid(),
                       "items": [{"item": c.code()}]},
        "party-companies": {"party": c.code(), "currency": c.choice(["CNY", "EUR"]),
                            "credit_limit": c.choice([None, "9999999999999999.9999", 5]),
                            "receivable_term": c.choice(["", c.code()]),
                            "price_list": c.choice(["", c.code()]),
                            "owner": c.choice([None, "joe"]),
                            "blocked_at": c.choice([None, "2026-03-02 08:00:00.123456+00:00"])},
        "supplier-terms": {"supplier": c.code(), "item": c.code(),
                           "site": c.choice([None, c.code()]), "unit": unit, "currency": "CNY",
                           "supplier_item_code": c.text(40), **c.valid(),
                           "prices": [{"minimum_quantity": c.number(), **c.valid(),
                                                    "unit_price": c.number()}]},
        "exchange-rates": {"from_currency": "EUR", "to_currency": "CNY", "rate_date": c.day(),
                           "rate": c.choice(["7.123456789012", "123456789012.123456789012"]),
                           "source": c.text(40)},
    }  # fmt: skip
    return rows[kind]


PUT = [
    "units", "item-families", "taxes", "payment-terms", "calendars", "parties", "sites",
    "locations", "setup-matrices", "work-centers", "items", "item-companies", "item-sites",
    "boms", "routings", "price-lists", "promotions", "party-companies", "supplier-terms",
    "exchange-rates",
]  # fmt: skip


@contextmanager
def _or_refused() -> Iterator[None]:
    """A refusal is an answer, every other exception is not."""
    try:
        with transaction.atomic():
            yield
    except Refusal:
        pass


@pytest.mark.parametrize("seed", [1, 2])
def test_every_kind_goes_out_and_comes_back(by: Actor, at: datetime, seed: int) -> None:
    chance, who = Chance(seed), {"by": by, "at": at}
    User.objects.create(login="joe")
    done = dict.fromkeys(PUT, 0)
    for kind in PUT:
        for _ in range(ROUNDS):
            row, meant = _row(kind, chance), KINDS[kind]
            with _or_refused():
                put_rows(meant, [row], **who)
                again = put_rows(meant, [row], **who)
                assert again.unchanged == 1, row
                done[kind] += 1
    erase_contacts(contact_ids=list(PartyContact.objects.values_list("id", flat=True)[:3]), **who)

    differing = [
        (kind, form, found)
        for kind in (meant.name for meant in KINDS.values() if isinstance(meant, Kind))
        for form in ("csv", "xlsx")
        if (found := _there_and_back(kind, form, **who))
    ]

    assert all(done.values()), done
    assert differing == []


def _there_and_back(kind: str, form: str, *, by: Actor, at: datetime) -> Any:
    """What is not as it was, empty if all is."""
    content = b"".join(queries.get_export(kind=kind, file_format=form, by=by))
    try:
        report = commands.import_file(kind=kind, content=content, name=kind, by=by, at=at)
    except FileEmpty as refusal:
        return str(refusal) if kind in PUT else None
    except Refusal as refusal:
        items = getattr(refusal, "items", [refusal])
        return [(item.row, item.field, str(item)) for item in items]
    return (report.created, report.changed) if report.created or report.changed else None
