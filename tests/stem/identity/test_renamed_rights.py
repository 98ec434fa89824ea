"""Rights that are called otherwise since a release, in roles that a company made itself."""

from importlib import import_module

import pytest
from django.db import connection

from sanye.stem.commands import registered_commands
from sanye.stem.identity.models import Role

renaming = import_module("sanye.stem.migrations.0113_confirm_sales_order")


@pytest.mark.django_db
def test_who_might_confirm_orders_still_may() -> None:
    role = Role.objects.create(code="DESK", name="Desk", permissions=["crm.*", renaming.OLD])
    other = Role.objects.create(code="OTHER", name="Other", permissions=["crm.*"])
    (operation,) = renaming.Migration.operations

    with connection.cursor() as cursor:
        cursor.execute(operation.sql)

    role.refresh_from_db()
    other.refresh_from_db()
    assert (role.permissions, other.permissions) == (["crm.*", renaming.NEW], ["crm.*"])
    assert renaming.NEW in registered_commands
    assert renaming.OLD not in registered_commands
