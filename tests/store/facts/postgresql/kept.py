"""Facts in PostgreSQL for tests: put there without a process of their own, and asked there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

from config.settings import Settings
from store.facts.changes import Renewed
from store.facts.copy import Copy
from store.facts.following import Newest
from store.facts.postgresql.publisher import Published, begun, connected, publish
from store.facts.postgresql.served import Served
from store.facts.postgresql.subscriber import Subscriber

_versions = count(1)


class Kept:
    """A database in which facts are kept, over one connection."""

    def __init__(self, url: str, connection: Any) -> None:
        self.url, self.connection = url, connection
        self.published: Published = begun(connection)

    def put(self, copy: Copy, renewed: tuple[Renewed, ...] | None = None) -> None:
        publish(self.connection, self.published, Newest(copy, None, copy.read_at, time.monotonic()), renewed)

    def follow(self, settings: Settings) -> Subscriber:
        return Subscriber(self.url, settings)

    def served(self, settings: Settings) -> Served:
        """What is kept, under a version of its own, so that no answer comes from what was kept of the copy."""
        return replace(self.follow(settings).newest.copy, version=f"served-{next(_versions)}")


@contextmanager
def kept_in(url: str) -> Iterator[Kept]:
    with connected(url) as connection:
        yield Kept(url, connection)
