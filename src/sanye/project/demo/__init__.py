"""The demo company: small, but with everything an order needs on its way through."""

from sanye.project.demo.company import load_demo

__all__ = ["load_demo", "show_journey"]


def show_journey() -> None:
    """One order pushed through the running server, each step told."""
    from sanye.project.demo.showing import show_journey as show

    show()
