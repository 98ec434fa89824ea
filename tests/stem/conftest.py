"""A client of the API with all rights in the company; a disk that is soon full."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from tests import disks

SECRET = "not-a-secret-but-a-test"


@pytest.fixture
def client(by: Actor) -> Client:
    user = User.objects.create(login="tester")
    role = Role.objects.create(code="ALL", name="All", permissions=["*"])
    Membership.objects.create(user=user, company_id=by.company_id, role=role, is_default=True)
    ApiKey.objects.create(
        user=user,
        company_id=by.company_id,
        name="test",
        prefix="abcd1234",
        secret_sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
        scopes=["*"],
    )
    client = Client(headers={"Authorization": f"Bearer sanye_abcd1234_{SECRET}"})
    client.raise_request_exception = False
    return client


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What is put down for a moment goes to a file system of two megabytes."""
    with disks.small_disk(tmp_path, 2 * 1024**2):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        yield tmp_path
