"""Following the process that keeps the facts, in place of the case database."""

import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from config.settings import Settings
from store.errors import FactsAway
from store.facts.changes import Codes, Marks, Renewed, Seen
from store.facts.elsewhere import Elsewhere
from store.facts.following import STALE_SECONDS, Aging, Newest
from store.facts.line import Line
from store.facts.load import Progress

WAIT_SECONDS = 0.5  # so long one call waits for a change
RETRY_SECONDS = 0.5
START_SECONDS = 30.0  # in which the other process comes up, where both are started at once


@dataclass(frozen=True)
class Told:
    """What a screen is told: the newest copy, what was `renewed` since the version that it knew (None: everything), and
    when the copy was last found true.
    """

    copy: Elsewhere
    renewed: tuple[Renewed, ...] | None
    true_at: datetime
    seconds: float
    failing: bool


class MirroredMarks(Marks):
    """The same marks as where the facts are kept, so that a page has one version for all screens."""

    def __init__(self, copy: Elsewhere, line: Line) -> None:
        super().__init__(copy)
        self._line = line

    def seen(self, wanted: Codes, *, may_wait: bool = True) -> Seen:
        """What is asked for the first time is as it was seen there until now. While that is not known, or of another
        version than the copy here, or may not be waited for, it is asked for again the next time.
        """
        if may_wait and not self.knows(wanted):
            with suppress(FactsAway):
                self.learn(wanted, *self._line.call("marks", wanted))
        return super().seen(wanted)


class Mirror(Aging[Elsewhere]):
    """Follows the process that keeps the facts, as `Follower` follows a case database."""

    def __init__(self, line: Line, progress: Progress | None = None) -> None:
        """Waits until the facts are loaded there. Raises FactsAway where nobody answers for START_SECONDS."""
        self._line = line
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None
        self.newest = self._newest(_first(line, progress))
        self.marks: Marks = MirroredMarks(self.newest.copy, line)

    def _newest(self, told: Told) -> Newest[Elsewhere]:
        return Newest(replace(told.copy, line=self._line), None, told.true_at, told.seconds, told.failing)

    def start(self) -> None:
        """Follow from now on."""
        self._thread = threading.Thread(target=self._follow, name="mirror", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._ends.set()
        if self._thread:
            self._thread.join(2 * WAIT_SECONDS)

    def renew(self, settings: Settings) -> None:
        """The process that keeps the facts follows the settings by itself."""

    def look(self) -> None:
        """Take what is new there. Raises FactsAway."""
        told = self._line.call("told", self.newest.copy.version)
        if not isinstance(told, Told):  # it has been started anew
            raise FactsAway("the facts are being loaded")
        newest = self._newest(told)
        if newest.copy.version != self.newest.copy.version:
            self.marks.take(newest.copy, told.renewed)
        self.newest = newest

    def _follow(self) -> None:
        while not self._ends.is_set():
            try:
                self.look()
            except FactsAway:
                self._ends.wait(RETRY_SECONDS)
            except Exception:  # whatever it is, the next look may succeed, and until then the figures are called old
                logging.getLogger(__name__).exception("what the process with the facts says cannot be understood")
                self._ends.wait(STALE_SECONDS)


def _first(line: Line, progress: Progress | None) -> Told:
    """What is told first. Raises FactsAway."""
    until = time.monotonic() + START_SECONDS
    while threading.main_thread().is_alive():
        try:
            told = line.call("told", "")
        except FactsAway:
            if time.monotonic() > until:
                raise
            time.sleep(RETRY_SECONDS)
            continue
        if isinstance(told, Told):
            return told
        if progress:
            progress(*told)
    raise FactsAway("the process ends")
