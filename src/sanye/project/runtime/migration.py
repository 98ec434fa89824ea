"""Bringing the database to the shape this release needs."""

import os
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from sanye.project.runtime.postgres import check_locale


def pending_migrations() -> list[str]:
    """Names of the migrations the database still lacks, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def lacks_migrations() -> bool:
    """Whether any migration of this release is not applied, told by their names: whoever asks for
    readiness asks a server that has just started, and reading them all takes half a second.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    return any(
        (app.label, module.name) not in applied
        for app in apps.get_app_configs()
        for module in iter_modules([str(Path(app.path) / "migrations")])
    )


def migrate() -> list[str]:
    """Apply what is pending and return its names. A lock that is not granted in 4 s fails instead
    of making everybody else wait behind it; what was applied before stays. Raises WrongLocale for
    an empty database in which Chinese text would not be found."""
    pending = pending_migrations()
    if pending:
        if not MigrationRecorder(connection).has_table():
            check_locale(settings.DATABASE_URL)
        connection.close()
        os.environ["PGOPTIONS"] = "-c lock_timeout=4s"
        call_command("migrate", interactive=False, verbosity=0)
    return pending


def make_cursors_valid() -> int:
    """Where a restore broke off before it had re-based the cursors, or was made by other means: do
    it now; returns how many were."""
    from sanye.stem.events.rebasing import are_foreign, rebase_cursors

    return rebase_cursors() if are_foreign() else 0


def open_cursors(*, is_newer: bool) -> int:
    """Give every company the cursors this release added; returns how many were made. What they
    follow is noted: all of it where this release `is_newer`, else only what is more."""
    from sanye.stem.events.commands import open_new_cursors
    from sanye.stem.events.following import note_what_is_followed
    from sanye.stem.identity.models import Company

    note_what_is_followed(is_newer=is_newer)
    return open_new_cursors(list(Company.objects.values_list("id", flat=True)))
