"""What `deploy/` says of the product is so: no image is built here, so at least its words are held
against the code.
"""

import json
import re
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanye.project import settings as product
from sanye.project.cli.registry import COMMANDS
from sanye.project.urls import urlpatterns

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "sanye"}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
CADDYFILE = (DEPLOY / "Caddyfile").read_text()
SETTINGS = set(re.findall(r"^([A-Z_]+)", product.__doc__ or "", re.MULTILINE)) | {"NATS_URL"}


def instruction(name: str) -> list[str]:
    """The words of the last such line of the Dockerfile, written as JSON."""
    words: list[str] = json.loads(re.findall(rf"^{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])
    return words


def parse(words: list[str]) -> None:
    """As `sanye` reads them. Raises SystemExit where it would."""
    command = next(one for one in COMMANDS if one.name == words[0])
    parser = ArgumentParser()
    import_module(command.module).add_arguments(parser)
    parser.parse_args(words[1:])


def test_there_are_two_web_and_two_worker_processes_behind_the_proxy() -> None:
    webs = {name for name, service in OURS.items() if "command" not in service}
    workers = {name for name, service in OURS.items() if service.get("command") == ["worker"]}

    assert webs == {"web1", "web2"}
    assert workers == {"worker1", "worker2"}
    assert set(re.findall(r"(\w+):8000", CADDYFILE)) == webs == set(SERVICES["proxy"]["depends_on"])


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(name: str) -> None:
    assert set(OURS[name]["environment"]) <= SETTINGS


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_ours(name: str) -> None:
    parse(OURS[name].get("command", instruction("CMD")))


def test_the_image_runs_ours_and_not_as_root() -> None:
    assert instruction("ENTRYPOINT") == ["sanye"]
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["10001"]
    assert re.findall(r"SANYE_\w+", DOCKERFILE) == ["SANYE_HOME"]


def test_what_is_asked_for_health_is_there() -> None:
    asked = {*re.findall(r"127\.0\.0\.1:8000(/\w+)", DOCKERFILE)}
    asked |= {*re.findall(r"health_uri (\S+)", CADDYFILE)}

    assert asked == {"/readyz"}
    assert "readyz" in {str(pattern.pattern) for pattern in urlpatterns}
    assert re.match(product.SECURE_REDIRECT_EXEMPT[0], "readyz")


def test_a_server_drains_long_enough_to_be_seen_and_is_given_the_time() -> None:
    interval, patience = (
        int(re.findall(rf"health_{name} (\d+)s", CADDYFILE)[0]) for name in ("interval", "timeout")
    )
    for service in OURS.values():
        drain = int(service["environment"]["SANYE_DRAIN"])
        assert drain >= 2 * (interval + patience)
        assert int(service["stop_grace_period"].removesuffix("s")) > drain + 20


def test_no_service_fills_the_disk_with_its_log() -> None:
    """Containers have no `sanye up` to trim it."""
    assert {service["logging"]["options"]["max-size"] for service in SERVICES.values()} == {"50m"}


def test_no_secret_stands_in_it() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    given = re.findall(r"^\s*(\w*(?:PASSWORD|SECRET|TOKEN)\w*): (.*)$", text, re.MULTILINE)

    assert len(given) >= 3
    assert all(value.startswith("${") for _, value in given)
