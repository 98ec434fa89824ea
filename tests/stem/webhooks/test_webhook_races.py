"""What is put down while somebody ends a webhook."""

from datetime import datetime

import pytest

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity.models import Company
from sanye.stem.webhooks import commands
from sanye.stem.webhooks.commands import trying
from tests.racing import race
from tests.stem.webhooks.conftest import Receiver
from tests.stem.webhooks.sending import USERS, happen, put_down, states

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house_network")]


def test_nothing_waits_for_a_webhook_that_has_ended(
    log_db: None, receiver: Receiver, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = Company.objects.create(
        id=new_id(), code="RACE", name="Race", country="CN", functional_currency="CNY"
    )
    by = Actor(user_id=None, company_id=company.id, name="t", permissions=frozenset({"*"}))
    webhook = commands.create_webhook(
        name="Shop", url=receiver.url, event_types=[USERS], by=by, at=at
    ).webhook
    happen(by, at)

    race(
        monkeypatch,
        lambda: put_down(by, at),
        lambda: commands.archive_webhook(webhook_id=webhook.id, by=by, at=at),
        at=(trying, "new_id"),
    )

    assert states(webhook) == [("FAILED", 0)]
