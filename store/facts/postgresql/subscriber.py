"""Following the facts in PostgreSQL, in place of the case database: a row there says which edition counts."""

import logging
import math
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pandas as pd

from config.settings import Settings
from measures.local_time import from_us
from store.errors import FactsAway
from store.facts.changes import Marks, Renewed
from store.facts.following import STOP_SECONDS, Aging, Newest
from store.facts.postgresql.announcement import Said, digest, renewed_in, rows, said_in
from store.facts.postgresql.served import HeldFacts, Served, Server

LOOK_SECONDS = 0.1
RETRY_SECONDS = 0.5
# an open transaction keeps the server from clearing up what was changed since
HELD_SECONDS = 60.0
NOT_FIT = "the facts are made with other targets, pauses or another clock than are set here"
# for what is said of the facts, which takes no time, so that nobody waits for a lock of an administrator
LIMITS = ("SET LOCAL lock_timeout = '900ms'", "SET LOCAL statement_timeout = '5s'")
_versions = count(1)
_log = logging.getLogger(__name__)


class Subscriber(Aging[Served]):
    """Follows an edition in PostgreSQL, as `Follower` follows a case database."""

    def __init__(self, url: str, settings: Settings) -> None:
        """Raises FactsAway where no facts are there yet, or those of another program or of other settings."""
        self._server = Server(url)
        self.renew(settings)
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None
        self._held_since, self._known, self._is_fit = 0.0, (0, ""), True
        self._beat = "", 0.0
        began = time.monotonic()
        said, copy, _all = self._taken(None)
        self._note(said, copy, began)
        self.marks = Marks(copy)

    def renew(self, settings: Settings) -> None:
        """Have figures made with these settings, once the facts are."""
        self._settings, self._digest = settings, digest(settings)

    def start(self) -> None:
        """Follow from now on."""
        self._thread = threading.Thread(target=self._follow, name="subscriber", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._ends.set()
        if self._thread:
            self._thread.join(STOP_SECONDS)
        self._server.close()

    def look(self) -> None:
        """Take what is new there. Raises FactsAway."""
        began, before = time.monotonic(), self.newest.copy
        with self._server.cursor(*LIMITS) as cursor:
            said = said_in(cursor)
        was_fit, self._is_fit = self._is_fit, said.settings == self._digest
        if not self._is_fit:  # one of the two comes soon, and until then the figures grow old
            if was_fit:
                _log.warning("%s", NOT_FIT)
            return
        copy, renewed = before, None
        too_long = began - self._held_since > HELD_SECONDS
        if (said.number, said.mark) != self._known or too_long or before.facts.is_lost:
            said, copy, renewed = self._taken(before)
        if (settings := self._settings) != copy.settings:
            copy, renewed = replace(copy, settings=settings, version=f"{said.version}-{next(_versions)}"), None
        if copy.version != before.version:
            self.marks.take(copy, renewed)
        elif copy is not before:
            self.marks.ask(copy)
        if self.newest.failing and not said.failing:
            _log.warning("the facts in %s are followed again", self._server.name)
        self._note(said, copy, began)

    def _note(self, said: Said, copy: Served, began: float) -> None:
        """What was taken counts from now on, with the age that the server tells. If its clock is wrong, figures are at
        least as old as what it said last.
        """
        if said.beat != self._beat[0]:
            self._beat = said.beat, began
        seconds = min(began - said.behind, self._beat[1])
        true_at = datetime.now(UTC) - timedelta(seconds=time.monotonic() - seconds)
        self.newest = Newest(copy, None, true_at, seconds, said.failing)
        self._known = said.number, said.mark

    def _taken(self, before: Served | None) -> tuple[Said, Served, tuple[Renewed, ...] | None]:
        """The edition that counts now, and what was renewed since the one before; None for all. Raises FactsAway."""
        number, mark = self._known
        with self._server.cursor(*LIMITS) as cursor:
            said = said_in(cursor)
            if said.settings != self._digest:
                raise FactsAway(NOT_FIT)
            renewed = renewed_in(cursor, number, mark, said.number)
            codes = [row["code"] for row in rows(cursor, f"SELECT code FROM {said.edition}.codes ORDER BY code")]
            facts = HeldFacts(self._server, said.edition, cursor)
        self._held_since = time.monotonic()
        known = pd.CategoricalDtype(pd.Index(codes, dtype="str"), ordered=True)
        version, settings = said.version, self._settings
        if before and (said.number, said.mark) == self._known:
            version, settings = before.version, before.settings
        elif before and version == before.version:  # of another process, which counts from the beginning
            version = f"{version}-{next(_versions)}"
        copy = Served(facts, known, version, from_us(said.read_at), said.demo, said.way, settings)
        return said, copy, renewed

    def _follow(self) -> None:
        while not self._ends.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as error:  # whatever it is, the last good figures stay, with their age
                self._failed(error)
                self._ends.wait(RETRY_SECONDS)

    def _failed(self, error: Exception) -> None:
        if not self.newest.failing and not self._ends.is_set():
            _log.warning("the facts cannot be followed: %s", error)
            self.newest = replace(self.newest, failing=True)
        self._held_since = -math.inf  # as the server may have been started again
