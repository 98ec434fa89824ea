"""One at a time makes, publishes or edits the forecast of a company."""

from django.db import connection

from sanye.kernel.actors import Actor


def lock_forecasts(by: Actor) -> None:
    """Be the only one at the company's forecast until the transaction ends."""
    _lock("forecasts", by)


def lock_losses(by: Actor) -> None:
    """Be the only one that notes losses told by lines."""
    _lock("losses", by)


def lock_vintages(by: Actor) -> None:
    """Be the only one that keeps what the pipeline is on a day."""
    _lock("vintages", by)


def _lock(name: str, by: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"scm.demand {name} {by.company_id}"],
        )
