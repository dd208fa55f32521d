"""What the process that keeps the facts answers the screens."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from store.errors import FactsAway
from store.facts.changes import Codes, Versions
from store.facts.copy import Copy, Edition
from store.facts.elsewhere import Elsewhere
from store.facts.mirror import WAIT_SECONDS, Told
from store.facts.replica import Replica

LOOK_SECONDS = 0.1
KEPT_SECONDS = 30.0  # so long figures may be asked of a copy after a newer one came
OF_OTHER_LOADS_SECONDS = 5.0

T = TypeVar("T")


class Keeper:
    """What the process that keeps the facts answers."""

    def __init__(self, replica: Callable[[], Replica | None], progress: Callable[[], tuple[int, int]]) -> None:
        self._replica, self._progress = replica, progress
        self._copies: dict[str, tuple[float, Edition]] = {}
        self._changing = threading.Lock()

    @property
    def answers(self) -> Mapping[str, Callable[..., object]]:
        """Its answers by the name of the call."""
        return {"told": self.told, "called": self.called, "marks": self.marks}

    def told(self, version: str) -> Told | tuple[int, int]:
        """What is newer than a version, once there is something newer or WAIT_SECONDS have passed; how many tables are
        read, and of how many, while the facts are loaded.
        """
        replica = self._replica()
        if replica is None:
            time.sleep(LOOK_SECONDS)
            return self._progress()
        newest, renewed = replica.since(version, WAIT_SECONDS)
        if not isinstance(newest.copy, Elsewhere):
            self._keep(newest.copy)
        copy = newest.copy
        known = Elsewhere(copy.version, copy.read_at, copy.demo, copy.way, copy.settings, copy.whole)
        for_screens = None if renewed is None else tuple(one._replace(case_ids=None) for one in renewed)
        return Told(known, for_screens, newest.true_at, newest.seconds, newest.failing)

    def _keep(self, copy: Edition) -> None:
        """Keep a copy that was told of, and forget those that nobody asks any more."""
        now = time.monotonic()
        with self._changing:
            for version, (told_at, one) in list(self._copies.items()):
                # one that was made of all rows has a memory of its own
                whole = isinstance(one, Copy) and isinstance(copy, Copy) and one.whole_at != copy.whole_at
                most = OF_OTHER_LOADS_SECONDS if whole else KEPT_SECONDS
                if told_at < now - most:
                    del self._copies[version]
            self._copies[copy.version] = now, copy

    def marks(self, wanted: Codes) -> tuple[str, Versions]:
        """What `Marks.marks` says. Raises FactsAway while the facts are loaded."""
        replica = self._replica()
        if replica is None:
            raise FactsAway("the facts are being loaded")
        return replica.marks(wanted)

    def called(
        self, version: str, function: Callable[..., T], arguments: tuple[Any, ...], named: Mapping[str, Any]
    ) -> T:
        """What a function gives for a copy that was told of, and the arguments. Raises FactsAway."""
        with self._changing:
            _at, copy = self._copies.get(version, (0, None))
        if copy is None:
            raise FactsAway("the figures are too old to ask more of them")
        return function(copy, *arguments, **named)
