"""The answers to the ports of promising.

The caller has checked its user's right to what it does; whoever asks, supply is seen whole, so
that a customer at the portal and a seller of one site get the same honest date.
"""

from dataclasses import replace

from sanye.contracts.scm.holds import HoldAnswer, HoldRequest, ReleaseAnswer, ReleaseRequest
from sanye.contracts.scm.ports import EstimateAnswer, EstimateRequest
from sanye.kernel.actors import Actor
from sanye.scm.promising import commands, queries


def answer_hold(request: HoldRequest) -> HoldAnswer:
    return commands.hold_supply(request=request, by=_seeing_all(request.by), at=request.at)


def answer_release(request: ReleaseRequest) -> ReleaseAnswer:
    return commands.release_hold(request=request, by=_seeing_all(request.by), at=request.at)


def answer_estimate(request: EstimateRequest) -> EstimateAnswer:
    return queries.estimate(request=request, by=_seeing_all(request.by))


def _seeing_all(actor: Actor) -> Actor:
    return replace(
        actor,
        permissions=frozenset({"scm.*", "stem.masterdata.*"}),
        site_ids=None,
        party_ids=None,
        own_only=False,
        scopes=None,
    )
