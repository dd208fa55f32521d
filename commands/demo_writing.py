"""The living demo on the command line: changes until Ctrl-C, with a line on standard error for each minute."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event

from sqlalchemy import Engine

from commands.shared import to_stderr
from store.demo.living import keep_writing

_MINUTE = 60.0


def write_until_stopped(target: Engine, per_minute: int, seed: int) -> None:
    """Write made-up changes to a demo database until Ctrl-C, then say how many they were.

    Raises StoreError when the database is not marked as a demo, or does not take a change.
    """
    written, told_at = 0, time.monotonic()
    with _interrupted() as interrupted:
        changes = keep_writing(
            target,
            per_minute=per_minute,
            seed=seed,
            now=lambda: datetime.now(UTC),
            # waits for another one: who waits for the one that the handler sets may hold the lock that setting needs
            stop=lambda seconds: interrupted.is_set() or Event().wait(seconds),
        )
        to_stderr.print(f"Writing about {per_minute} made-up changes a minute; stop with Ctrl-C.")
        with suppress(KeyboardInterrupt):
            for _change in changes:
                written += 1
                if time.monotonic() - told_at >= _MINUTE:
                    told_at = time.monotonic()
                    to_stderr.print(f"{written} changes so far.")
    to_stderr.print(f"Stopped after {written} changes.")


@contextmanager
def _interrupted() -> Iterator[Event]:
    """Set by Ctrl-C, which interrupts as ever: where a library swallows that, it is remembered."""
    interrupted = Event()

    def remember(*_signal: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
