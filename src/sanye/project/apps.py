"""Wiring at start-up: who answers which port."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "sanye.project"
    label = "project"

    def ready(self) -> None:
        from sanye.project.wiring import wire_ports

        wire_ports()
