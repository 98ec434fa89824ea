"""Runs a command with a PostgreSQL and a NATS of its own; stops both at its end.

    python tools/with_servers.py [--durable] COMMAND …

Nothing is started where DATABASE_URL and NATS_URL are given. Without --durable the database does
not wait for the disk. The exit code is the command's.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from sanye.project.runtime.home import Home
from sanye.project.runtime.servers import servers


def main(words: list[str]) -> int:
    durable = words[:1] == ["--durable"]
    command = words[1:] if durable else words
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    place = Path(tempfile.mkdtemp(prefix="sanye-test-"))
    place.chmod(0o711)
    home = Home(place)
    home.create()
    try:
        with servers(home, durable=durable):
            return subprocess.run(command, check=False).returncode
    finally:
        shutil.rmtree(home.servers.resolve(), ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
