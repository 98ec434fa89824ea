"""What tests of the books share: facts told by others, and what the books then say."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client

from sanye.erp.ledger.models import Posting
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.events.log import publish
from sanye.stem.identity.models import ApiKey, Membership, Role, User


@pytest.fixture
def tell(by, at, run_cursors) -> Callable[..., None]:
    """Publish facts as another module would, and let costing and ledger handle them."""

    def run(*facts: Any) -> None:
        unit = UnitOfWork(
            actor=by,
            name="test",
            at=at,
            command_id=new_id(),
            correlation_id=new_id(),
            writes=True,
        )
        with entered(unit), transaction.atomic():
            publish(*facts)
        run_cursors("erp.costing.valuation", "erp.ledger.posting")

    return run


@pytest.fixture
def books(company_id) -> Callable[[str], Decimal]:
    """The balance of a role's postings, a debit positive."""

    def of(role: str) -> Decimal:
        sums = Posting.unscoped.filter(company_id=company_id, role=role).aggregate(
            debit=Sum("debit"), credit=Sum("credit")
        )
        return (sums["debit"] or Decimal(0)) - (sums["credit"] or Decimal(0))

    return of


@pytest.fixture
def door(by) -> Callable[..., Client]:
    """`door("erp.ledger.*")`: a client of the API whose user has these rights."""

    def open_for(*permissions: str, **membership: Any) -> Client:
        name = f"user-{new_id().hex[-10:]}"
        role = Role.objects.create(code=name.upper(), name=name, permissions=list(permissions))
        user = User.objects.create_user(name)
        Membership.objects.create(user=user, company_id=by.company_id, role=role, **membership)
        secret = f"secret-of-{name}"
        ApiKey.objects.create(
            user=user,
            company_id=by.company_id,
            name="test",
            prefix=name[-8:],
            secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        )
        return Client(headers={"Authorization": f"Bearer sanye_{name[-8:]}_{secret}"})

    return open_for
