"""An event of the log through the API, as who was sent a reference asks for it."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed
from sanye.kernel.ids import new_id
from sanye.stem.events.cloud_events import by_reference, cloud_event
from sanye.stem.events.errors import EventUnknown
from sanye.stem.events.models import EventRow
from sanye.stem.events.queries import get_event, read_events
from sanye.stem.identity.domain.roles import ROLES
from tests.stem.webhooks.sending import happen

pytestmark = pytest.mark.django_db


def test_a_reference_leads_to_the_event_as_it_would_have_been_sent(
    client: Client, by: Actor, at: datetime
) -> None:
    happen(by, at)
    position = EventRow.objects.filter(company_id=by.company_id).latest("position").position
    sent = cloud_event(read_events([position])[0][position])

    answer = client.get(by_reference(sent)["dataref"])

    assert answer.status_code == 200
    assert answer.json() == sent | {"time": answer.json()["time"]}
    assert datetime.fromisoformat(answer.json()["time"]) == at
    assert sent["type"] == "sanye.stem.user.created.v1"
    assert sent["data"].keys() == {"user_id", "is_service"}


def test_an_event_of_nobody_or_of_another_company_is_unknown(
    client: Client, by: Actor, at: datetime
) -> None:
    happen(by, at)
    event_id = EventRow.objects.filter(company_id=by.company_id).latest("position").event_id

    for company_id, asked in ((new_id(), event_id), (by.company_id, new_id())):
        with pytest.raises(EventUnknown):
            get_event(event_id=asked, by=replace(by, company_id=company_id))
    assert client.get(f"/api/v1/events/{new_id()}").json()["code"] == "stem.events.event_unknown"


def test_managers_do_not_read_events_whole(by: Actor, at: datetime) -> None:
    """Facts about people are in the log too."""
    happen(by, at)
    event_id = EventRow.objects.filter(company_id=by.company_id).latest("position").event_id
    manager = replace(by, permissions=ROLES["MANAGER"].permissions)

    with pytest.raises(NotAllowed):
        get_event(event_id=event_id, by=manager)
