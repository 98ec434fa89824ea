"""Wiring at start-up: who answers which port."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "sanye.project"
    label = "project"

    def ready(self) -> None:
        from django.conf import settings

        from sanye.project.wiring import wire_ports
        from sanye.stem.jobs.running import start_schedules

        wire_ports()
        start_schedules(["stem", *settings.LEAVES])
