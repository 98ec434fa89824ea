"""Open-loop load: requests leave at their time, whether or not earlier ones were answered.

A closed loop waits for a slow server and so asks it less; its figures flatter (co-ordinated
omission). Here a request that has to wait for a free caller has waited all the same.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def open_loop(act: Callable[[], None], *, rate: float, seconds: float, callers: int) -> list[float]:
    """Call `act` so many times a second; the seconds from each request's time to its answer."""
    began = time.perf_counter() + 0.1

    def call(due: float) -> float:
        act()
        return time.perf_counter() - due

    with ThreadPoolExecutor(callers) as pool:
        waiting = []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(due - time.perf_counter(), 0))
            waiting.append(pool.submit(call, due))
        return [one.result() for one in waiting]
