"""What the first start does besides migrating: the demo company, and what is known about it later.

The demo company itself is `sanye.project.demo`:

    load_demo(size=…) -> list of {"role", "login", "password"}   company, people, masters
    show_journey() -> None                                 one order pushed through, each step told

It is imported by name and late, because it builds on everything, this package included.
"""

from importlib import import_module

from sanye.project.runtime.console import Console
from sanye.project.runtime.home import Home
from sanye.stem.rows.analysing import ANALYZE_GROWN

_DEMO = "sanye.project.demo"


def load_demo_once(home: Home, console: Console, *, size: str = "") -> bool:
    """Load the demo company into a database without any company; True when it was loaded now.

    `size` is FULL or SMALL; without one the setting SANYE_DEMO says it.

    The logins are kept in SANYE_HOME/logins.json (mode 0600) and shown at every start.
    """
    from django.conf import settings
    from django.db import connection

    from sanye.stem.identity.models import Company

    if Company.objects.exists():
        return False
    size = size or settings.SANYE_DEMO
    if size != "SMALL":
        console.say(
            "The demo company is being made, with two years behind it: about two minutes "
            "(SANYE_DEMO=SMALL: seconds).",
            "正在建立带两年历史的演示公司，约需两分钟（SANYE_DEMO=SMALL 只需几秒）。",
        )
    home.write("logins", {"logins": import_module(_DEMO).load_demo(size=size)})
    with connection.cursor() as cursor:
        cursor.execute(ANALYZE_GROWN)  # else sessions keep the plans made for empty tables
    return True


def show_journey() -> None:
    """Push one order of the demo company through and tell each step."""
    import_module(_DEMO).show_journey()


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanye.project.settings")
    django.setup()
    show_journey()
