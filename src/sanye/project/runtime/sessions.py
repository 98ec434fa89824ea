"""What PostgreSQL allows the sessions of a process: how long they may wait, and how long what they
hold is kept for them where nothing is heard of them.

A process that is frozen, or whose machine has lost its power, would else keep its locks for hours.
"""

import os

UNHEARD_OF = {"tcp_keepalives_idle": "30s", "tcp_keepalives_interval": "10s"}
"""Until the other machine is asked whether it is there, and again; a few times without answer end
the session."""


def limit_sessions(*, thinking: int, statement: int = 0, lock: int = 0) -> None:
    """For all connections that this process and its children make from now on, in seconds.

    `thinking`: between two statements of a transaction; 0 sets no limit.
    """
    limits = UNHEARD_OF | {
        "idle_in_transaction_session_timeout": f"{thinking}s",
        "statement_timeout": f"{statement}s",
        "lock_timeout": f"{lock}s",
    }
    words = [os.environ.get("PGOPTIONS", ""), *(f"-c {name}={limits[name]}" for name in limits)]
    os.environ["PGOPTIONS"] = " ".join(words).strip()
