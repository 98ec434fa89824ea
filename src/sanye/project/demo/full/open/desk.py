"""What those who make open work look things up in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.erp.inventory.queries import list_available
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.project.demo.full.assembling import Full
from sanye.project.demo.full.scarce import Scarce
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.identity.models import User
from sanye.stem.masterdata.models import Item
from sanye.stem.masterdata.queries import (
    get_business_date,
    list_items,
    list_party_companies,
    list_sites,
    working_calendars_of_sites,
)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer, in which group, and the site that serves it."""

    id: UUID
    group: str
    site_id: UUID


@dataclass(slots=True, kw_only=True)
class Desk:
    """Masters by code, customers by group, and what is still free at each site."""

    full: Full
    scarce: Scarce
    items: dict[str, Item]
    sites: dict[str, UUID]
    customers: dict[str, list[Buyer]]
    calendars: dict[UUID, WorkingCalendar]
    users: dict[str, UUID]
    drawn: random.Random
    by: Actor
    at: datetime
    today: date
    free: dict[tuple[UUID, UUID], Decimal]

    def person(self, login: str, role: str) -> Actor:
        """Somebody who signs in, with the rights of a role."""
        return Actor(
            user_id=self.users[login],
            company_id=self.by.company_id,
            name=login,
            permissions=ROLES[role].permissions,
        )

    def before(self, days: int, hours: int = 0) -> datetime:
        """A moment some days and hours ago."""
        return self.at - timedelta(days=days, hours=hours)

    def day(self, days: int, site_id: UUID) -> date:
        """The working day of a site on or after so many days from today."""
        return self.calendars[site_id].working_day_on_or_after(self.today + timedelta(days=days))

    def goods(self, count: int) -> list[Item]:
        """Some finished goods, none twice."""
        chosen = self.drawn.sample(self.full.goods, count)
        return [self.items[product.made.code] for product in chosen]

    def goods_at(self, site_id: UUID, count: int, least: int) -> list[Item]:
        """Some finished goods of which at least so much is free at a site."""
        there = [
            item
            for product in self.full.goods
            if self.free.get(((item := self.items[product.made.code]).id, site_id), 0) >= least
        ]
        return self.drawn.sample(there, min(count, len(there)))

    def take(self, item_id: UUID, site_id: UUID, quantity: Decimal) -> None:
        """What is promised here is free no more."""
        self.free[item_id, site_id] -= quantity

    def customer(self, *groups: str) -> Buyer:
        """Some customer of one of the groups, of all without any."""
        group = self.drawn.choice(groups or sorted(self.customers))
        return self.drawn.choice(self.customers[group])


def open_desk(full: Full, scarce: Scarce, *, seed: int, by: Actor, at: datetime) -> Desk:
    """Read once what all need."""
    items = {row.code: row for row in list_items(by=by)}
    sites = {row.code: row.id for row in list_sites(by=by)}
    return Desk(
        full=full,
        scarce=scarce,
        items=items,
        sites=sites,
        customers=_customers(by),
        calendars=working_calendars_of_sites(site_ids=set(sites.values()), by=by),
        users=dict(User.objects.values_list("login", "id")),
        drawn=random.Random(f"{seed}/open"),  # noqa: S311 - a repeatable choice, not a secret
        by=by,
        at=at,
        today=get_business_date(at=at, by=by),
        free=_free([item.id for item in items.values()], list(sites.values()), by),
    )


def _customers(by: Actor) -> dict[str, list[Buyer]]:
    found: dict[str, list[Buyer]] = {}
    rows = list_party_companies(by=by).filter(site__isnull=False).exclude(customer_group="")
    for row in rows.order_by("party__code").values_list("party_id", "customer_group", "site_id"):
        found.setdefault(row[1], []).append(Buyer(*row))
    return found


def _free(
    item_ids: Sequence[UUID], site_ids: Sequence[UUID], by: Actor
) -> dict[tuple[UUID, UUID], Decimal]:
    return {
        (item_id, site_id): quantity
        for site_id in site_ids
        for item_id, quantity in list_available(item_ids=item_ids, site_id=site_id, by=by).items()
    }
