"""Commits to the case database while people look, and when each is on a person's screen.

Each commit opens one case with one handover that waits, in a region that somebody looks at. So the number of open cases
on the Overview, and that of waiting handovers on Handovers, rises by one for who looks at that region or at all of
them: commit k of those is on a screen once its number is k more than before the first.
"""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select

from bench.browserless import Run
from store.case import tables
from tests.rows import a_case, a_handover

ALL = ""  # no region is chosen: all of them are shown
OVERVIEW, HANDOVERS = "/", "/handovers"
REGIONS = 19  # as Finland has; of the hundreds at larger sizes, so many are chosen from
# the number that rises: of the first tile, which has words where there is none; and of the line below the headline
NUMBER = {
    OVERVIEW: re.compile(
        r'<div class="s-tiles"><div class="s-tile"><h2 .*?</h2><p class="s-\w+">(?:<a [^>]*>)?([\d,]*)', re.DOTALL
    ),
    HANDOVERS: re.compile(r'<p class="s-below">.*?([\d,]+)(?:</a>)? waits?, ', re.DOTALL),
}
REGION_FILTER = "filter_region"  # what the id of that widget has in it

Look = tuple[str, str]  # a page, and the name of a region on it


def region_of(run: Run) -> str | None:
    """The name of the region that the filters of this run show; None where the run drew no filters."""
    for element in run.elements:
        if element.WhichOneof("type") == "multiselect" and REGION_FILTER in element.multiselect.id:
            shown = element.multiselect
            return ", ".join(shown.options[number] for number in shown.default) or ALL
    return None


def number_of(run: Run, page: str) -> int:
    """The number of this page that rises with each commit; 0 where the page has words in its place."""
    for element in run.elements:
        if element.WhichOneof("type") == "html" and (found := NUMBER[page].search(element.html.body)):
            return int(found[1].replace(",", "") or 0)
    return 0


@dataclass
class Commits:
    """What was committed: the moments of all commits, by the name of their region and for all. `before` are the numbers
    that were shown before the first. Each also deletes a case of `in_place_of`, while there is one.
    """

    target: Engine
    regions: dict[str, str]
    in_place_of: list[str] = field(default_factory=list)
    moments: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    before: dict[Look, int] = field(default_factory=dict)

    async def write(self, a_second: float, until: float, looked_at: Callable[[int], str]) -> None:
        """Commit so often until then: each time in the region that somebody looks at, by its name, or in any."""
        due, codes = time.monotonic(), {name: code for code, name in self.regions.items()}
        while time.monotonic() < until:
            number = len(self.moments[ALL])
            name = looked_at(number) or [*codes][number % len(codes)]
            await asyncio.to_thread(self._commit, codes[name], name)
            due += 1 / a_second
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def _commit(self, region: str, name: str) -> None:
        case_id, now = f"S-{len(self.moments[ALL]):06}", datetime.now(UTC)
        case = a_case(case_id, now - timedelta(minutes=5), region_code=region)
        with self.target.begin() as connection:
            sender, receiver = connection.execute(select(tables.agencies.c.code).limit(2)).scalars()
            connection.execute(insert(tables.cases), [case])
            handover = a_handover(case_id, now - timedelta(minutes=4), sender, receiver)
            connection.execute(insert(tables.handovers), [handover])
            if self.in_place_of:
                gone = self.in_place_of.pop()
                for table in reversed([tables.BY_NAME[name] for name in tables.BY_CASE]):
                    connection.execute(delete(table).where(table.c.case_id == gone))
        at = time.monotonic()
        self.moments[ALL].append(at)
        self.moments[name].append(at)


@dataclass
class Eyes:
    """What one person has seen of the commits: `took` are the seconds from each to its being on this screen."""

    commits: Commits
    look: Look | None = None
    seen: int = 0
    took: list[float] = field(default_factory=list)

    def see(self, look: Look, number: int) -> None:
        """A run that shows this number has just finished. What was there when the look began is not counted."""
        moments = self.commits.moments[look[1]]
        if not moments:
            self.commits.before[look] = number
        shown = max(0, number - self.commits.before.get(look, number))
        if look == self.look:
            now = time.monotonic()
            self.took += [now - at for at in moments[self.seen : shown]]
            shown = max(shown, self.seen)
        self.look, self.seen = look, shown

    @property
    def unseen(self) -> int:
        """Commits that should have come on this screen and have not."""
        return len(self.commits.moments[self.look[1]]) - self.seen if self.look else 0


def closed_cases(source: Engine) -> list[str]:
    """Cases that can go without a change of any number that rises: those that are closed."""
    case = tables.cases.c
    with source.connect() as connection:
        closed = select(case.case_id).where(case.closed_at.is_not(None)).order_by(case.case_id)
        return [*connection.execute(closed).scalars()]


def regions(source: Engine) -> dict[str, str]:
    """The English names by code of the regions that people choose from, as many as Finland has, or all there are."""
    with source.connect() as connection:
        region = tables.regions.c
        found = connection.execute(select(region.code, region.name_en).order_by(region.code).limit(REGIONS))
        return {code: name for code, name in found}
