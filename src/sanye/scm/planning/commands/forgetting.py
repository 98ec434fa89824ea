"""What planning no longer needs to tell is thrown away; none of it is a record of business."""

from datetime import datetime, timedelta

from sanye.kernel.actors import Actor
from sanye.scm.planning.commands.reaching import ALL
from sanye.scm.planning.domain.states import MessageStatus
from sanye.scm.planning.models import ActionMessage, PlanningRun
from sanye.stem.commands import command
from sanye.stem.rows.forgetting import forget_some

KEPT = timedelta(days=92)


@command(logged=False)
def forget_runs(*, by: Actor, at: datetime) -> int:
    """Throw away some runs of more than a quarter ago; until it returns 0.

    The last one over everything stays: a net change starts from it.
    """
    last = PlanningRun.objects.filter(scope=ALL).order_by("-started_at").values("pk")[:1]
    old = PlanningRun.objects.filter(started_at__lt=at - KEPT).exclude(pk__in=last)
    return forget_some(old.order_by("started_at"))


@command(logged=False)
def forget_advice(*, by: Actor, at: datetime) -> int:
    """Throw away some advice that no run gives any more, decided more than a quarter ago; until it
    returns 0. The log keeps that it was given and what became of it."""
    old = ActionMessage.objects.filter(
        status=MessageStatus.OVERTAKEN, decided_at__lt=at - KEPT
    ).order_by("decided_at")
    return forget_some(old)
