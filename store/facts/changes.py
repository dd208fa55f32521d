"""Which cases differ between two copies, and which screens that concerns.

All facts of a case are made of its own rows and of the places and agencies. So a screen that shows none of the cases
that changed, neither as they were nor as they are now, still shows what is in the database.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from threading import Condition
from typing import NamedTuple

import duckdb
from cachetools import LRUCache

from store.facts.copy import Copy, Edition
from store.facts.elsewhere import Elsewhere

# one set of codes for each of KINDS
Codes = tuple[frozenset[str], ...]
KINDS = ("region", "county", "form", "age_group", "agency", "ministry")
Versions = tuple[tuple[str, datetime], ...]  # each with its beginning (aware), oldest first
ALL_CASES: Codes = (frozenset(),) * len(KINDS)
MOST_CASES = 1000  # that are looked at one by one
KEPT = 1000
BEFORE = 8  # versions of each screen
REMEMBERED = 1000  # versions of the data, some of which come while all facts are put into PostgreSQL
CODES_REMEMBERED = 5000  # of cases that changed in them: of a version before, everything counts as changed

_ATTRIBUTES = ", ".join(KINDS[:4])
_CODES = f"""
    WITH chosen AS (SELECT case_no, {_ATTRIBUTES} FROM fact_cases WHERE case_no IN (SELECT unnest($1))),
    agencies AS (
        SELECT case_no, agency, ministry FROM fact_involvements WHERE case_no IN (SELECT case_no FROM chosen)
        UNION ALL SELECT case_no, unnest([from_agency, to_agency]), unnest([from_ministry, to_ministry])
        FROM fact_handovers WHERE case_no IN (SELECT case_no FROM chosen))
    SELECT {_ATTRIBUTES}, list(agency), list(ministry) FROM chosen LEFT JOIN agencies USING (case_no)
    GROUP BY case_no, {_ATTRIBUTES}
"""
_NUMBERS = "SELECT case_no FROM fact_cases WHERE case_id IN (SELECT unnest($1))"
_DIFFERENT = f"""
    SELECT coalesce(a.case_id, b.case_id) FROM fact_contents a
    FULL JOIN contents_before b ON a.case_id IS NOT DISTINCT FROM b.case_id
    WHERE a.rows_hash IS DISTINCT FROM b.rows_hash LIMIT {MOST_CASES + 1}
"""


@dataclass(frozen=True)
class Seen:
    """A copy, and since when (aware) and with which version it shows what it shows of the cases that are asked for; and
    the versions before, oldest first, each with its beginning.
    """

    copy: Edition | Elsewhere
    version: str
    since: datetime
    before: Versions = ()

    def replaced(self, version: str) -> datetime | None:
        """When another version took the place of this one; None where that is not known."""
        marks = (*self.before, (self.version, self.since))
        after = {earlier: since for (earlier, _), (_, since) in pairwise(marks)}
        return after.get(version)


class Changed(NamedTuple):
    """The cases that differ between a copy and the next, and the codes of each as it was and as it is; None for too
    many.
    """

    case_ids: list[str]
    codes: list[Codes] | None


class Renewed(NamedTuple):
    """A version of the data, when it was read (aware), the codes of each case that changed (None for all), and the ids
    of these cases where they are known.
    """

    version: str
    read_at: datetime
    cases: list[Codes] | None
    case_ids: tuple[str, ...] | None = None


class Marks:
    """The newest copy, and for each screen the version of the last one that changed anything on it."""

    def __init__(self, copy: Edition | Elsewhere) -> None:
        self._copy = copy
        self._changing = Condition()
        self._seen: LRUCache[Codes, Versions] = LRUCache(KEPT)
        self._renewed = deque([Renewed(copy.version, copy.read_at, None)], REMEMBERED)

    def seen(self, wanted: Codes, *, may_wait: bool = True) -> Seen:
        """The newest copy, as it is seen by who wants the cases with one of these codes of each kind."""
        with self._changing:
            *before, last = self._seen.get(wanted) or self._begun(wanted)
            return Seen(self._copy, *last, tuple(before))

    def _begun(self, wanted: Codes) -> Versions:
        """What is asked for the first time has not changed as far as is known."""
        begun = ((self._copy.version, self._copy.read_at),)
        if not isinstance(self._copy, Elsewhere):
            self._seen[wanted] = begun
        return begun

    def knows(self, wanted: Codes) -> bool:
        """Whether these cases were asked for before."""
        return wanted in self._seen

    def marks(self, wanted: Codes) -> tuple[str, Versions]:
        """The newest version, and the versions in which something changed of the cases wanted, as far as is known."""
        with self._changing:
            return self._copy.version, self._seen.get(wanted) or self._begun(wanted)

    def learn(self, wanted: Codes, version: str, marks: Versions) -> None:
        """Take what `marks` gave elsewhere, unless that was of a version that is not known here."""
        with self._changing:
            if version == self._copy.version:
                self._seen.setdefault(wanted, marks)

    def since(self, version: str, seconds: float) -> tuple[Edition | Elsewhere, tuple[Renewed, ...] | None]:
        """The newest copy, and what was renewed since a version, once it is not the newest or the seconds have passed;
        None where that is not known.
        """
        with self._changing:
            self._changing.wait_for(lambda: self._copy.version != version, seconds)
            known = [one.version for one in self._renewed]
            after = tuple(self._renewed)[known.index(version) + 1 :] if version in known else None
            return self._copy, after

    def renew(self, copy: Copy, found: Changed | None = None) -> None:
        """Go on to the next copy, which differs in these cases where that is known."""
        before = self._copy
        if found is not None and before.settings == copy.settings:
            cases = found.codes
        else:
            cases = changed(before, copy) if isinstance(before, Copy) else None
        case_ids = None if found is None else tuple(found.case_ids)
        self.take(copy, (Renewed(copy.version, copy.read_at, cases, case_ids),))

    def ask(self, copy: Edition) -> None:
        """Ask another one of the same version from now on."""
        with self._changing:
            self._copy = copy

    def take(self, copy: Edition | Elsewhere, renewed: tuple[Renewed, ...] | None) -> None:
        """Go on to a later copy, with all that was renewed since the last; None where that is not known."""
        with self._changing:
            self._copy = copy
            if renewed is None:
                self._seen.clear()
            for one in renewed or (Renewed(copy.version, copy.read_at, None),):
                self._remember(one)
                for wanted in [*self._seen]:
                    if one.cases is None or concerns(wanted, one.cases):
                        self._seen[wanted] = (*self._seen[wanted][-BEFORE:], (one.version, one.read_at))
            self._changing.notify_all()

    def _remember(self, renewed: Renewed) -> None:
        """As one of many versions, of whose cases the codes would in the end take more memory than the facts."""
        self._renewed.append(renewed)
        known = accumulate(len(one.cases or ()) for one in reversed(self._renewed))
        for back, codes in enumerate(known, start=1):
            if codes > CODES_REMEMBERED and back > 1:
                self._renewed[-back] = self._renewed[-back]._replace(cases=None)


def changed(before: Copy, after: Copy) -> list[Codes] | None:
    """The codes of each case that differs, of what it was and of what it is. None for too many, and for changes of what
    is no case's own, as settings are.
    """
    if before.settings != after.settings:
        return None
    with before.facts.reading() as then, after.facts.reading() as now:
        found = _different(then, now)
        if None in found or len(found) > MOST_CASES:
            return None
        return [one for of in (then, now) for one in codes_of_cases(of, numbers_of_cases(of, found))]


def numbers_of_cases(facts: duckdb.DuckDBPyConnection, case_ids: list[str]) -> list[int]:
    """The numbers that these facts give to those of the cases which they have. It takes a look at every case."""
    return [number for (number,) in facts.execute(_NUMBERS, [case_ids]).fetchall()]


def codes_of_cases(facts: duckdb.DuckDBPyConnection, numbers: list[int]) -> list[Codes]:
    """The codes of each case with one of these numbers."""
    return [_codes(row) for row in facts.execute(_CODES, [numbers]).fetchall()]


def _different(then: duckdb.DuckDBPyConnection, now: duckdb.DuckDBPyConnection) -> list[str]:
    now.register("contents_before", then.execute("FROM fact_contents").to_arrow_table())
    found = [case_id for (case_id,) in now.execute(_DIFFERENT).fetchall()]
    now.unregister("contents_before")
    return found


def concerns(wanted: Codes, cases: Iterable[Codes]) -> bool:
    """Whether any of the cases may be among those that have one of the wanted codes of each kind."""
    return any(
        all(not some or not some.isdisjoint(codes) for some, codes in zip(wanted, case, strict=True)) for case in cases
    )


def _codes(row: tuple[object, ...]) -> Codes:
    return tuple(frozenset(one if isinstance(one, list) else [one]) for one in row)
