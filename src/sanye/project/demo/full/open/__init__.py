"""Today's open work: something on every desk, made through the commands those desks use."""

from sanye.project.demo.full.open.loading import open_work

__all__ = ["open_work"]
