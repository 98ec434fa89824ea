"""One at a time makes, publishes or edits the forecast of a company."""

from sanye.kernel.actors import Actor
from sanye.stem.rows.advisory import lock_name


def lock_forecasts(by: Actor) -> None:
    """Be the only one at the company's forecast until the transaction ends."""
    lock_name(f"scm.demand forecasts {by.company_id}")


def lock_losses(by: Actor) -> None:
    """Be the only one that notes losses told by lines."""
    lock_name(f"scm.demand losses {by.company_id}")


def lock_vintages(by: Actor) -> None:
    """Be the only one that keeps what the pipeline is on a day."""
    lock_name(f"scm.demand vintages {by.company_id}")
