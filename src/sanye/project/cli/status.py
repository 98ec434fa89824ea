"""`sanye status`."""

import argparse
from typing import Any

from sanye.kernel.actors import system_actor
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.project.runtime.migration import pending_migrations
from sanye.project.runtime.status import facts_of
from sanye.stem.events.queries import list_cursors
from sanye.stem.identity.models import Company


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults()


def run(args: argparse.Namespace) -> Result:
    facts = facts_of(args.home)
    if _is_running(facts, "PostgreSQL"):
        facts |= _database_facts()
    ok = all(part["is_running"] for part in facts["parts"]) and not facts.get("pending_migrations")
    return Result(facts | {"ok": ok}, _lines(facts), ok=ok)


def _is_running(facts: dict[str, Any], name: str) -> bool:
    return any(part["name"] == name and part["is_running"] for part in facts["parts"])


def _database_facts() -> dict[str, Any]:
    pending = pending_migrations()
    return {"pending_migrations": pending, "cursors": [] if pending else _cursors()}


def _cursors() -> list[dict[str, Any]]:
    """How far each company's cursors are: events waiting, parked, and cursors that stand still."""
    found = []
    for company in Company.objects.order_by("code"):
        states = list_cursors(by=system_actor(company.id, "sanye status"))
        found.append(
            {
                "company": company.code,
                "cursors": len(states),
                "waiting": sum(state.waiting for state in states),
                "parked": sum(state.parked + state.retrying for state in states),
                "failing": [state.name for state in states if state.error],
            }
        )
    return found


def _lines(facts: dict[str, Any]) -> list[str]:
    lines = [f"Sanye {facts['sanye']}  Python {facts['python']}  {facts['home']}"]
    for part in facts["parts"]:
        state = text("running", "运行中") if part["is_running"] else text("not running", "未运行")
        pid = f"  pid {part['pid']}" if part["is_running"] and part["pid"] else ""
        lines.append(f"  {part['name']:<12}{state:<14}{part['version']:<10}{part['address']}{pid}")
    pending = facts.get("pending_migrations")
    if pending is not None:
        state = text("up to date", "已是最新") if not pending else ", ".join(pending)
        lines.append(f"  {text('migrations', '迁移'):<12}{state}")
    for each in facts.get("cursors", []):
        waiting, parked = text("waiting", "待处理"), text("parked", "搁置")
        failing = f"  {text('failing', '失败')}: {', '.join(each['failing'])}"
        lines.append(
            f"  {text('cursors', '游标'):<12}{each['company']}: {each['cursors']}, "
            f"{waiting} {each['waiting']}, {parked} {each['parked']}"
            f"{failing if each['failing'] else ''}"
        )
    return lines
