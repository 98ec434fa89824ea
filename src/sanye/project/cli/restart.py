"""`sanye restart`."""

import argparse

from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.project.runtime.renewal import renew_children


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> Result:
    renewed = renew_children(args.home)
    each = [f"{name}: {pid}" for name, pid in renewed]
    line = text(f"Renewed: {', '.join(each)}.", f"已重启：{', '.join(each)}。")
    return Result({"renewed": [{"name": name, "pid": pid} for name, pid in renewed]}, [line])
