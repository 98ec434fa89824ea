"""Over TLS a webhook goes to whom its name's certificate proves, and to nobody else."""

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sanye.stem.webhooks import sending
from sanye.stem.webhooks.domain.addresses import networks_of
from sanye.stem.webhooks.domain.trying import Outcome
from tests.stem.webhooks.conftest import Receiver

HERE = networks_of("127.0.0.0/8,::1/128")


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    """Whom the machine trusts is read once a process."""
    sending._trust.cache_clear()
    yield
    sending._trust.cache_clear()


@pytest.fixture
def certificate(receiver: Receiver, tmp_path: Path) -> Path:
    """Of `localhost` alone; the receiver shows it."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    key, made = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    words += ["-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(made)]
    subprocess.run(words, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    return made


@pytest.fixture
def sent(receiver: Receiver) -> Callable[[str], tuple[Outcome, int | None]]:
    port = receiver.server_address[1]
    return lambda host: sending.send(f"https://{host}:{port}/hooks", b"{}", {}, HERE)


def test_whom_nobody_vouches_for_is_sent_nothing(
    receiver: Receiver, certificate: Path, sent: Callable[[str], tuple[Outcome, int | None]]
) -> None:
    assert sent("localhost") == (Outcome.NOT_TRUSTED, None)
    assert receiver.taken == []


def test_whom_the_machine_trusts_is_sent_it_under_his_own_name_alone(
    receiver: Receiver,
    certificate: Path,
    sent: Callable[[str], tuple[Outcome, int | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert sent("localhost") == (Outcome.TAKEN, 204)
    assert sent("127.0.0.1") == (Outcome.NOT_TRUSTED, None)
    assert len(receiver.taken) == 1
