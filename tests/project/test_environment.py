"""Settings of the environment: a wrong value is refused at the start, by name."""

import os
import subprocess
import sys

import pytest

from sanye.project.runtime import environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANYE_PROXIES", "one"),
        ("SANYE_STATEMENT_SECONDS", "1m"),
        ("SANYE_LOCK_SECONDS", "-1"),
        ("SANYE_DRAIN", "8s"),
        ("SANYE_LEAVES", "crm,foo"),
        ("SANYE_RATE", "lots"),
        ("SANYE_RATE", "0/m"),
        ("SANYE_FORM_RATE", "20"),
        ("SANYE_KEY_FAILURE_RATE", "60/day"),
        ("SANYE_HTTPS", "true"),
        ("SANYE_LOG_LEVEL", "loud"),
        ("SANYE_DEMO", "BIG"),
        ("SANYE_WEBHOOK_NETWORKS", "10.0.0.300/8"),
        ("SANYE_SMTP_URL", "mail.example.com"),
        ("SANYE_REPLICA_URL", "replica:5432"),
        ("NATS_URL", "localhost:4222"),
        ("NATS_URL", "nats://a:4222,nats://b:port"),
        ("DATABASE_URL", "mysql://u:hidden@h/d"),
        ("DATABASE_URL", "h:5432"),
    ],
)
def test_refuses_a_wrong_value_in_one_line_that_names_the_setting(name: str, value: str) -> None:
    answer = _sanye("migrate", "--check", **{name: value})

    assert (answer.returncode, answer.stdout) == (1, "")
    assert len(answer.stderr.splitlines()) == 1
    assert f"The setting {name}" in answer.stderr
    assert "hidden" not in answer.stderr


def test_refuses_a_wrong_value_in_chinese_too() -> None:
    answer = _sanye("migrate", "--check", SANYE_PROXIES="一", SANYE_LANG="zh")

    assert answer.stderr == "设置 SANYE_PROXIES 的值 (一)无效：应为 0 以上的整数。\n"


def test_says_in_one_line_that_the_database_is_away() -> None:
    answer = _sanye("verify", DATABASE_URL="postgresql://127.0.0.1:1/sanye")

    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith("The database cannot be reached: ")


def test_takes_blanks_and_small_letters_as_they_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANYE_LEAVES", "crm, erp,")
    monkeypatch.setenv("SANYE_LOG_LEVEL", "warning")

    assert environment.words("SANYE_LEAVES", "", ("crm", "erp")) == ["crm", "erp"]
    assert environment.log_level() == "WARNING"


def test_what_a_database_address_says_after_its_name_reaches_the_connection() -> None:
    found = environment.database(
        "DATABASE_URL", "postgresql://ann:p%40ss@one:1,two:2/plant?sslmode=verify-full"
        "&sslrootcert=/etc/ca.pem&target_session_attrs=read-write",
    )  # fmt: skip

    assert found["OPTIONS"] == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "target_session_attrs": "read-write",
        "prepare_threshold": environment.PREPARED_AFTER,
    }
    assert [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "plant", "ann", "p@ss", "one,two", "1,2",
    ]  # fmt: skip


def test_behind_a_pooler_no_session_keeps_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANYE_POOLER", "1")

    found = environment.database("DATABASE_URL", "postgresql://127.0.0.1/plant")

    assert found["OPTIONS"] == {"prepare_threshold": None}


def test_encryption_that_is_asked_for_is_not_done_without() -> None:
    """The test servers speak without TLS."""
    url = os.environ["DATABASE_URL"] + "?sslmode=require"
    answer = _sanye("migrate", "--check", DATABASE_URL=url)

    assert answer.returncode == 1
    assert "SSL" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def _sanye(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sanye.project.cli", *words],
        env=os.environ | {"SANYE_LANG": "en"} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
