"""How a job is declared: a function with keyword arguments of plain types, ending in by, at."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ConfigDict, validate_call

from sanye.stem.commands import permission_of


@dataclass(frozen=True, slots=True)
class DeclaredJob:
    """A job by its name, which is also the permission to ask for it."""

    name: str
    path: str
    run: Callable[..., str | None]
    queue: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job runs by itself, for every company; `cron` is in UTC."""

    job: DeclaredJob
    cron: str


schedules: dict[str, Schedule] = {}


def job(function: Callable[..., str | None]) -> DeclaredJob:
    """Make a function a job.

    Its arguments travel as JSON and come back as the types of its signature. It may run again
    after a crash of the worker, so it is made of commands and queries and skips what is done. What
    it returns (a link, a sentence) is shown as the result.
    """
    checked = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(function)
    name = permission_of(function)
    path = f"{function.__module__}:{function.__name__}"
    return DeclaredJob(name, path, checked, queue=name.split(".", 1)[0])


def scheduled(cron: str) -> Callable[[DeclaredJob], DeclaredJob]:
    """Let the job run for every company at the times of `cron` (five fields, UTC)."""

    def declare(declared: DeclaredJob) -> DeclaredJob:
        schedules[declared.name] = Schedule(declared, cron)
        return declared

    return declare
