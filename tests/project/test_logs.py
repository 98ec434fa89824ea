"""Log lines: JSON, with the trace, without personal data."""

import io
import json
import logging
import signal

import structlog

from sanye.project.logs import json_formatter, set_up_logs


def line_of(write) -> dict[str, object]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(json_formatter())
    logger = logging.getLogger("test.logs")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    try:
        write(structlog.get_logger("test.logs"), logger)
    finally:
        logger.removeHandler(handler)
    return json.loads(out.getvalue().splitlines()[-1])


def test_a_line_carries_the_trace_and_what_was_said():
    def write(log, _plain):
        with structlog.contextvars.bound_contextvars(trace_id="abc"):
            log.info("order_placed", order_id="42", note="中文")

    line = line_of(write)

    assert (line["event"], line["order_id"], line["trace_id"]) == ("order_placed", "42", "abc")
    assert (line["note"], line["level"]) == ("中文", "info")


def test_a_line_of_the_standard_library_has_the_same_form():
    line = line_of(lambda _log, plain: plain.warning("%s is late", "worker"))

    assert (line["event"], line["level"]) == ("worker is late", "warning")


def test_a_request_for_a_foreign_host_is_a_warning_in_one_line():
    told = set_up_logs()
    handler = told["handlers"]["stderr"]
    assert handler["filters"] == ["refused"]
    record = logging.LogRecord(
        "django.security.DisallowedHost", logging.ERROR, "f", 1, "Invalid HTTP_HOST header", (),
        (ValueError, ValueError("x"), None),
    )  # fmt: skip

    assert told["filters"]["refused"]["()"]().filter(record)

    line = json.loads(json_formatter().format(record))
    assert (line["event"], line["level"]) == ("Invalid HTTP_HOST header", "warning")
    assert "exception" not in line


def test_personal_data_is_cut_out():
    line = line_of(lambda log, _plain: log.info("signed_in by ann@example.org", login="ann"))

    assert line["event"] == "signed_in by …"
    assert line["login"] == "…"


def test_one_long_word_is_written_in_no_time():
    """A caller chooses the host that is refused: from each letter anew, this takes minutes."""

    def stop(*_):
        raise TimeoutError

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(30)
    try:
        line = line_of(lambda _log, plain: plain.error("Invalid host: %s", "a" * 300_000))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)

    assert line["event"] == "Invalid host: " + "a" * 300_000


def test_row_values_in_a_database_error_are_cut_out():
    def write(log, _plain):
        try:
            raise ValueError("duplicate key\nDETAIL:  Key (login)=(ann) already exists.")
        except ValueError:
            log.exception("failed")

    line = line_of(write)

    assert "duplicate key" in str(line["exception"])
    assert "ann" not in str(line["exception"]).replace("anno", "")
