"""Following the case database: a thread looks at it again and again, and another one stays awake whatever hangs.

The looking thread may wait for an answer for ever, on a line that is half open or for a server that was stopped. So
when the answer is overdue, the other one hangs up and begins anew with another thread and other connections; what the
first one still brings no longer counts.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from config.settings import Settings
from store.errors import DatabaseMissing, StoreError
from store.facts.changes import Changed, Marks
from store.facts.changing import NeedsWholeLoad, Workbench, changed_copy, workbench
from store.facts.checking import differing
from store.facts.copy import Copy, Rows, Way, made_of, read_rows, under
from store.facts.load import Progress
from store.facts.memory import new_memory
from store.facts.watch import Watch
from store.schema import must_be_readable

LOOK_SECONDS = 0.1
AWAKE_SECONDS = 0.1
STALE_SECONDS = 5.0
STOP_SECONDS = 0.5  # for each step of stopping
_WAYS: dict[Way, str] = {
    "change_table": "the change table, and only these are read",
    "stream": "logical decoding, and only these are read",
    "endings": "the row versions of each ending of case numbers, and only cases with such an ending are read",
    "all_rows": "reading all rows",
}
_log = logging.getLogger(__name__)


C = TypeVar("C")


@dataclass(frozen=True)
class Newest(Generic[C]):
    """The newest good copy, the fingerprint of what it was made of, and the begin of the last look that found it true:
    as a moment, and in seconds of a clock that nobody sets. `failing` is whether a later look failed.
    """

    copy: C
    fingerprint: str | None
    true_at: datetime
    seconds: float
    failing: bool = False


class Aging(Generic[C]):
    """The age of the newest good copy, for whoever follows one."""

    newest: Newest[C]

    @property
    def behind(self) -> float:
        """How many seconds ago the last look began that found the copy true; processes of a machine share the clock."""
        return time.monotonic() - self.newest.seconds

    @property
    def stale_since(self) -> datetime | None:
        """When the copy was last found true, once that is too long ago; `Replica.stale_since` says more."""
        newest = self.newest
        return newest.true_at if newest.failing or self._is_old else None

    @property
    def _is_old(self) -> bool:
        return self.behind > STALE_SECONDS


class Follower(Aging[Copy]):
    """Keeps the newest good copy of the case database."""

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        """Reads the database at once. Raises StoreError."""
        self._settings = settings
        self._watch = Watch(settings.database_url)
        self._memory = new_memory()
        self._workbench: tuple[Watch, Workbench] | None = None
        self._changing = threading.Lock()
        self._ends = threading.Event()
        self._watcher: threading.Thread | None = None
        self._awake: threading.Thread | None = None
        self.newest = _answered(self._watch, lambda: self._first(progress))
        self.marks = Marks(self.newest.copy)

    def _first(self, progress: Progress | None) -> Newest[Copy]:
        must_be_readable(self._watch.source)
        began, seconds, fingerprint = datetime.now(UTC), time.monotonic(), self._watch.fingerprint()
        copy, _all = self._read(self._watch, self._settings, progress)
        _log.info("changed cases are found by %s", _WAYS[copy.way])
        return Newest(copy, fingerprint, began, seconds)

    @property
    def _is_old(self) -> bool:
        return self._watcher is not None and super()._is_old

    def start(self) -> None:
        """Look again and again from now on."""
        self._begin(self._watch)
        self._awake = _started(self._stay_awake, "awake")

    def stop(self) -> None:
        """End both threads, or leave a thread that does not even end when the line is cut to the end of the process."""
        self._ends.set()
        if self._watcher:
            self._watcher.join(STOP_SECONDS)
            if self._watcher.is_alive():
                _in_any_case(self._watch.hang_up)
                self._memory.interrupt()
                self._watcher.join(STOP_SECONDS)
        if self._awake:
            self._awake.join(STOP_SECONDS)
        if not (self._watcher and self._watcher.is_alive()):
            self._watch.close()

    def renew(self, settings: Settings) -> None:
        """Have figures made with these settings, from the next look on."""
        self._settings = settings

    def look(self) -> None:
        """Read the database again if it changed, or if facts have to be made with other settings."""
        self._look(self._watch)

    def _look(self, watch: Watch) -> None:
        with watch.one_at_a_time:
            began, seconds = datetime.now(UTC), time.monotonic()
            try:
                fingerprint, settings, found = watch.fingerprint(), self._settings, None
                if fingerprint is None:
                    return
                before = self.newest.copy
                copy = under(before, settings)
                if copy is None or fingerprint != self.newest.fingerprint:
                    copy, found = self._read(watch, settings, since=None if self.newest.failing else copy)
                self._succeeded(watch, Newest(copy, fingerprint, began, seconds), found)
                if copy.whole_at != before.whole_at:
                    _in_any_case(lambda: _check(before, copy))
            except Exception as error:  # whatever it is, the last good figures stay, with their age
                watch.close()
                self._failed(watch, error)
            finally:
                watch.is_answered()

    def _read(
        self, watch: Watch, settings: Settings, progress: Progress | None = None, since: Copy | None = None
    ) -> tuple[Copy, Changed | None]:
        """A copy of the database as it is, and the cases that differ where these alone were changed `since`."""

        def go_on(done: int, of: int) -> None:
            if self._ends.is_set():
                raise StoreError("following has ended")
            watch.allow_a_statement()
            if progress:
                progress(done, of)

        watch.allow_a_statement()
        rows = read_rows(watch.source, go_on, since, watch.stream)
        watch.is_answered()
        if since:
            with suppress(NeedsWholeLoad):
                return self._changed(watch, since, rows, settings)
            if rows.part:
                return self._read(watch, settings, progress)
        self._memory = new_memory()
        return made_of(rows, self._memory, settings), None

    def _changed(self, watch: Watch, since: Copy, rows: Rows, settings: Settings) -> tuple[Copy, Changed]:
        """The copy with the cases that changed. Raises NeedsWholeLoad."""
        kept, self._workbench = self._workbench, None
        # one thread looks with a watch; another that was given up may still be at work on its own
        on = kept[1] if kept and kept[0] is watch and kept[1].whole == since.whole else workbench(since, rows, settings)
        self._memory = on.memory
        changed = changed_copy(since, rows, on)
        self._workbench = watch, on  # unless anything failed on it
        return changed

    def _succeeded(self, watch: Watch, newest: Newest[Copy], found: Changed | None) -> None:
        with self._changing:
            if watch is self._watch:
                before = self.newest
                if newest.copy is not before.copy:
                    self.marks.renew(
                        newest.copy, found
                    )  # first, so that a failure here leaves the change to the next look
                self.newest = newest
                if newest.copy.way != before.copy.way:
                    _log.warning("changed cases are found by %s from now on", _WAYS[newest.copy.way])
                if before.failing:
                    away = newest.seconds - before.seconds
                    _log.warning("the case database can be read again, after %.0f s", away)

    def _failed(self, watch: Watch, error: Exception) -> None:
        with self._changing:
            if watch is self._watch and not self._ends.is_set() and not self.newest.failing:
                self.newest = replace(self.newest, failing=True)
                _log.warning("the case database cannot be read: %s", error)

    def _begin(self, watch: Watch) -> None:
        self._watcher = _started(lambda: self._look_until_the_end(watch), "watch")

    def _look_until_the_end(self, watch: Watch) -> None:
        pause = LOOK_SECONDS
        while watch is self._watch and not self._ends.wait(pause):
            began, of_cpu = time.monotonic(), time.thread_time()
            self._look(watch)
            took, of_cpu = time.monotonic() - began, time.thread_time() - of_cpu
            # a load takes a quarter of a core at most, however many commits come; one that fails late, half of the time
            pause = max(LOOK_SECONDS, min(took if self.newest.failing else max(3.5 * of_cpu, took / 4), STALE_SECONDS))
        if watch is not self._watch:
            watch.close()

    def _stay_awake(self) -> None:
        while not self._ends.wait(AWAKE_SECONDS):
            if self._watch.is_overdue():
                _in_any_case(self._begin_anew)

    def _begin_anew(self) -> None:
        overdue = self._watch
        self._failed(overdue, DatabaseMissing("it does not answer"))
        with self._changing:
            self._watch = Watch(self._settings.database_url)
        self._begin(self._watch)
        overdue.hang_up()


def _answered(watch: Watch, first: Callable[[], Newest[Copy]]) -> Newest[Copy]:
    """What the first look brings. Raises StoreError, also when no answer comes or when the process is to end."""
    found: Future[Newest[Copy]] = Future()

    def look() -> None:
        try:
            found.set_result(first())
        except BaseException as error:
            found.set_exception(error)

    watch.allow_a_statement()
    thread = _started(look, "first look")
    while thread.is_alive():
        thread.join(LOOK_SECONDS)
        if watch.is_overdue() or not threading.main_thread().is_alive():
            watch.hang_up()
            raise DatabaseMissing(f"{watch.source.url.render_as_string()} does not answer")
    watch.is_answered()
    return found.result()


def _check(before: Copy, whole: Copy) -> None:
    """Say in the log where a copy was wrong, now that another one is in its place."""
    if differ := differing(before, whole):
        _log.error("the copy was not that of the case database in %s; it was made anew", ", ".join(differ))


def _in_any_case(work: Callable[[], object]) -> None:
    """Do some work; what fails in it must not keep the rest from being done."""
    try:
        work()
    except Exception:
        _log.exception("what others rest on failed")


def _started(work: Callable[[], None], name: str) -> threading.Thread:
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread
