"""The door to the facts: answers from the newest good copy, which follows the database and says how old it is."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from config.settings import Settings
from store.errors import FactsAway
from store.facts.changes import ALL_CASES, Codes, Renewed, Seen, Versions
from store.facts.compiling import Question, compiled
from store.facts.copy import Copy, Edition, Way, breaches, left_out, names_of, run
from store.facts.elsewhere import Elsewhere, of
from store.facts.following import Follower, Newest
from store.facts.load import Progress
from store.facts.mirror import Mirror
from store.facts.postgresql.subscriber import Subscriber

Follows = Follower | Mirror | Subscriber


def utc_now() -> datetime:
    """The time of the clock (UTC)."""
    return datetime.now(UTC)


def now_of(seen: Seen) -> datetime:
    """The later of the last full ten minutes and the last change that was read of the cases that are seen (UTC).

    Midnight in Helsinki is a full ten minutes, because it lies whole hours from UTC.
    """
    clock = utc_now()
    return max(clock.replace(minute=clock.minute // 10 * 10, second=0, microsecond=0), seen.since)


class Replica:
    """Answers from the newest good copy, and says how old that is."""

    def __init__(self, settings: Settings, progress: Progress | None = None, follower: Follows | None = None) -> None:
        """Reads the database at once, unless a `follower` does so; raises StoreError when there is nothing to read."""
        self._follower: Follows = follower or Follower(settings, progress)

    @property
    def settings(self) -> Settings:
        """The settings that the newest good copy was made with."""
        return self.copy.settings

    def renew(self, settings: Settings) -> None:
        """Have figures made with these settings from now on; of the same case database."""
        self._follower.renew(settings)

    @property
    def copy(self) -> Edition | Elsewhere:
        """The newest good copy."""
        return self._follower.newest.copy

    @property
    def copy_here(self) -> Copy:
        """The newest good copy. Raises FactsAway where another process keeps it."""
        if isinstance(self.copy, Copy):
            return self.copy
        raise FactsAway("the facts are in another process")

    @property
    def version(self) -> str:
        """Another one after every change of the data; part of each cache key."""
        return self.copy.version

    @property
    def stale_since(self) -> datetime | None:
        """When a look at the database last found the figures true (UTC), once that is more than 5 seconds ago or a look
        failed since; None while they are live.

        Only looks that ended count, so it is set as well while the database does not answer, or while a load takes
        longer. Without `start_watching` nobody looks, and only a failed `refresh` sets it.
        """
        return self._follower.stale_since

    @property
    def way(self) -> Way:
        """How the cases are found that change."""
        return self.copy.way

    @property
    def behind(self) -> float:
        """How many seconds ago the last look at the database began that found the figures true."""
        return self._follower.behind

    @property
    def now(self) -> datetime:
        """The moment of figures over all cases that nothing fixes (UTC)."""
        return now_of(self.seen(ALL_CASES))

    def since(self, version: str, seconds: float) -> tuple[Newest[Edition | Elsewhere], tuple[Renewed, ...] | None]:
        """The newest good copy, and what was renewed since a version, once there is something or the seconds have
        passed; None where that is not known.
        """
        copy, renewed = self._follower.marks.since(version, seconds)
        newest = self._follower.newest
        return Newest(copy, None, newest.true_at, newest.seconds, newest.failing), renewed

    def marks(self, wanted: Codes) -> tuple[str, Versions]:
        """The newest version, and the versions in which something changed of the cases wanted, as far as is known."""
        return self._follower.marks.marks(wanted)

    def seen(self, wanted: Codes, *, may_wait: bool = True) -> Seen:
        """The newest good copy, as it is seen by who looks at the cases with one of the wanted codes of each kind: its
        version and its age are those of the last change to them. Who may not wait for another process is given the
        newest version where that is not known yet.
        """
        return self._follower.marks.seen(wanted, may_wait=may_wait)

    @property
    def demo(self) -> bool:
        """Whether the cases are made up."""
        return self.copy.demo

    @property
    def left_out(self) -> Mapping[str, int]:
        """Rows left out of every figure for a breach of the contract, by table."""
        return of(self.copy, left_out)

    @property
    def breaches(self) -> list[tuple[str, str, str, int]]:
        """The rules of the contract that are broken: table, kind, column, and how often."""
        return of(self.copy, breaches)

    def ask(self, question: Question) -> pd.DataFrame:
        """The answer to a question, from the newest good copy."""
        return of(self.copy, run, *compiled(question))

    def names(self, kind: str, language: str = "en") -> dict[str, str]:
        """Names by code of regions, counties, agencies or ministries, in order of code."""
        return of(self.copy, names_of, kind, language)

    def start_watching(self) -> None:
        """Keep the copy up to date from now on, in threads of their own."""
        self._follower.start()

    def stop_watching(self) -> None:
        """Stop following the database. It takes at most about 3 seconds, whatever does not answer."""
        self._follower.stop()

    def refresh(self) -> None:
        """Read the database again if it changed; while that fails, the last good copy stays."""
        self._follower.look()
