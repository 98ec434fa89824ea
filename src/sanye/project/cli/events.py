"""`sanye events list | show | cursors | parked | release | replay | narrow`."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sanye.kernel.errors import NotFound
from sanye.project.cli.arguments import whole_number
from sanye.project.cli.companies import actor_named, add_company_argument
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.stem.events.commands import (
    narrow_cursors,
    release_cursor,
    release_parked_event,
    replay_projection,
)
from sanye.stem.events.models import EventRow
from sanye.stem.events.queries import (
    CursorState,
    list_cursors,
    list_events,
    list_parked_events,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb a call."""
    add_company_argument(parser)
    verbs = parser.add_subparsers(dest="verb", required=True)
    listing = verbs.add_parser("list", help="events, newest last / 事件列表")
    listing.add_argument("--type", default="", help="sanye.erp.sales_order …")
    listing.add_argument("--after", type=whole_number(0), default=0, metavar="POSITION")
    listing.add_argument("--limit", type=whole_number(1), default=50)
    show = verbs.add_parser("show", help="one event with its data / 单个事件")
    show.add_argument("position", type=int)
    verbs.add_parser("cursors", help="every cursor and how far it is / 游标进度")
    verbs.add_parser("parked", help="what could not be handled / 搁置的事件")
    release = verbs.add_parser("release", help="try again now / 立即重试")
    release.add_argument("cursor")
    release.add_argument("position", type=int, nargs="?")
    replay = verbs.add_parser("replay", help="rebuild a projection / 重放投影")
    replay.add_argument("cursor")
    verbs.add_parser("narrow", help="go on with this older release / 退回旧版本后继续")
    for verb in verbs.choices.values():  # after the verb too
        add_company_argument(verb, default=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> Result:
    """Do what the verb says."""
    return _VERBS[args.verb](args)


def _list(args: argparse.Namespace) -> Result:
    events = list_events(type_prefix=args.type, by=actor_named(args.company))
    rows = list(events.filter(position__gt=args.after)[: args.limit])
    return Result([_summary(row) for row in rows], [_line(row) for row in rows])


def _show(args: argparse.Namespace) -> Result:
    events = list_events(by=actor_named(args.company))
    row = events.filter(position=args.position).first()
    if row is None:
        raise NotFound(what="Event", id=args.position)
    data = _summary(row) | {"data": row.data}
    return Result(data, [f"{name:<16}{value}" for name, value in data.items()])


def _cursors(args: argparse.Namespace) -> Result:
    states = list_cursors(by=actor_named(args.company))
    lines = [
        f"{state.name:<44}{state.kind:<12}{state.handled_count:>9}{state.waiting:>8} "
        f"{state.retrying + state.parked + state.behind:>5}  {_said_of(state)}"
        for state in states
    ]
    return Result([asdict(state) for state in states], lines)


def _said_of(state: CursorState) -> str:
    if not state.lacks:
        return state.error[:60]
    lacks = " ".join(state.lacks)
    return text(
        f"left to the newer release, which also follows {lacks}", f"由新版本处理，它还跟踪 {lacks}"
    )


def _parked(args: argparse.Namespace) -> Result:
    rows = list_parked_events(by=actor_named(args.company))
    data = [
        {
            "cursor": row.cursor.name,
            "position": row.position,
            "type": row.type,
            "key": row.key,
            "state": row.state,
            "attempts": row.attempts,
            "error": row.error,
        }
        for row in rows
    ]
    lines = [
        f"{row['cursor']:<40}{row['position']:>9}  {row['state']:<10}{row['type']}  {row['error']}"
        for row in data
    ]
    return Result(data, lines or [text("Nothing is parked.", "没有搁置的事件。")])


def _release(args: argparse.Namespace) -> Result:
    by, at = actor_named(args.company), datetime.now(UTC)
    if args.position is None:
        release_cursor(cursor_name=args.cursor, by=by, at=at)
    else:
        release_parked_event(cursor_name=args.cursor, position=args.position, by=by, at=at)
    return Result({"released": args.cursor}, [text("It is tried again.", "将重新处理。")])


def _replay(args: argparse.Namespace) -> Result:
    replay_projection(cursor_name=args.cursor, by=actor_named(args.company), at=datetime.now(UTC))
    words = text("It starts from the beginning.", "将从头重放。")
    return Result({"replayed": args.cursor}, [words])


def _narrow(args: argparse.Namespace) -> Result:
    narrowed = narrow_cursors(by=actor_named(args.company), at=datetime.now(UTC))
    lines = [
        text(
            f"{name} no longer follows {' '.join(lacks)}",
            f"{name} 不再跟踪 {' '.join(lacks)}",
        )
        for name, lacks in narrowed.items()
    ]
    nothing = text("No cursor follows more than this release.", "没有游标跟踪得比此版本更多。")
    return Result({"narrowed": narrowed}, lines or [nothing])


def _summary(row: EventRow) -> dict[str, Any]:
    return {
        "position": row.position,
        "type": row.type,
        "key": row.key,
        "recorded_at": row.recorded_at,
        "actor": row.actor_name,
        "event_id": row.event_id,
        "command_id": row.command_id,
        "correlation_id": row.correlation_id,
    }


def _line(row: EventRow) -> str:
    number = row.data.get("number", "")
    return f"{row.position:>9}  {row.recorded_at:%Y-%m-%d %H:%M:%S}  {row.type:<48}{number}"


_VERBS: dict[str, Callable[[argparse.Namespace], Result]] = {
    "list": _list,
    "show": _show,
    "cursors": _cursors,
    "parked": _parked,
    "release": _release,
    "replay": _replay,
    "narrow": _narrow,
}
