"""Many people at once in front of the dashboard, without browsers: how soon it answers, and what it costs.

python -m bench.sessions look|click|open [--people N] [--commits A_SECOND] [--help]

Starts the dashboard over fresh demo data. `look`: people open a page and stay. `click`: they also choose another region
every eight seconds, each at a moment of their own. `open`: all open their page at once.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rich.console import Console

from bench.browserless import Run, Tab
from bench.commits import ALL, HANDOVERS, OVERVIEW, Commits, Eyes, closed_cases, number_of, region_of, regions
from bench.databases import SCALES
from bench.figures import Answer, Found, held, of_answers, show, spread
from bench.news import NEWS
from bench.servers import Servers, Setting, running
from store.source import engine
from tests.browser.conftest import HOME

SIZES = {"small": "SMALL", "national": "NATIONAL"} | {f"{one.cases}-cases": name for name, one in SCALES.items()}
PAGES = (OVERVIEW, HANDOVERS)
EVERY = 8.0  # seconds from one click of a person to the next
PATIENCE = 60.0  # seconds after which an answer has failed
GRACE = 10.0  # seconds in which the last commits have to be on every screen
AT_ONCE = 4  # how many arrive at a time, unless all do
REST = 2.0


@dataclass(frozen=True)
class Load:
    """What people do: `commits` are those a second, which leave `as_many` cases as there were where that is asked for;
    `after` the seconds until what they leave behind is looked at.
    """

    mode: str
    seconds: float = 60
    commits: float = 0
    after: float = 60
    news: str = NEWS
    sample: float = 0  # seconds from one look at what the dashboard holds to the next; 0 for none on the way
    as_many: bool = False


@dataclass
class Person:
    """Somebody with one page open. `failures` count what went wrong for everybody."""

    tab: Tab = field(init=False)
    eyes: Eyes
    page: str
    failures: Counter[str]
    answers: list[Answer] = field(default_factory=list)
    _wanted: str = ALL
    _shown: asyncio.Event = field(default_factory=asyncio.Event)
    _shown_at: float = 0

    async def open(self) -> None:
        await self._answered(self.tab.open, ALL)

    async def choose(self, region: str, name: str) -> None:
        """Choose a region by its code; the filters show its name."""
        self.tab.query = urlencode({"region": region})
        await self._answered(self.tab.rerun, name)

    def finished(self, run: Run) -> None:
        """A run has finished: look whether it is what was asked for, and read its number."""
        region = region_of(run)
        if region is None:
            return
        self.eyes.see((self.page, region), number_of(run, self.page))
        if region == self._wanted and not self._shown.is_set():
            self._shown_at = time.monotonic()
            self._shown.set()

    async def _answered(self, ask: Callable[[], Any], wanted: str) -> None:
        """Ask, and wait until a finished run shows the region."""
        self._wanted = wanted
        self._shown.clear()
        began, before = time.monotonic(), self.tab.traffic.copy()
        try:
            async with asyncio.timeout(PATIENCE):
                await ask()
                await self._shown.wait()
        except (TimeoutError, OSError) as error:
            self.failures[f"no answer: {type(error).__name__}"] += 1
            return
        self.answers.append(Answer(self._shown_at - began, self.tab.traffic.since(before)))


def people(servers: Servers, load: Load, commits: Commits, failures: Counter[str]) -> list[Person]:
    """Everybody, spread evenly over the processes and over the pages."""
    made = []
    for number, cookie in enumerate(servers.cookies):
        process, page = number % len(servers.urls), number // len(servers.urls) % len(PAGES)
        person = Person(Eyes(commits), PAGES[page], failures)
        person.tab = Tab(
            servers.urls[process], person.page, cookie, person.finished, partial(_count, failures), load.news
        )
        made.append(person)
    return made


def _count(failures: Counter[str], words: str) -> None:
    failures[words] += 1


async def measure(servers: Servers, load: Load) -> Found:
    """What this load costs these servers."""
    writing, failures = engine(servers.writing_url()), Counter[str]()
    commits = Commits(writing, regions(writing), closed_cases(writing) if load.as_many else [])
    everybody = partial(people, servers, load, commits, failures)
    await warm_up(everybody(), load, commits)
    await asyncio.sleep(REST)
    before, present = servers.costs(), everybody()
    course: list[Found] = []
    following = asyncio.create_task(_follow(servers, load.sample, course))
    window = await _window(present, load, commits, servers)
    following.cancel()
    during = servers.costs()
    await asyncio.gather(*(person.tab.close() for person in present))
    await asyncio.sleep(load.after)
    writing.dispose()
    if unseen := sum(person.eyes.unseen for person in present):
        failures["a commit that did not come on a screen"] += unseen
    return {
        **asdict(load),
        "people": len(present),
        "processes": len(servers.urls),
        "follow": "news" if any(person.tab.news.component for person in present) else "fragment",
        "failures": dict(failures),
        **window,
        "course": course,
        "costs": held(before, during, servers.costs(), len(present)),
    }


async def _follow(servers: Servers, every: float, course: list[Found]) -> None:
    """Note what the dashboard holds again and again, until it is cancelled."""
    began = time.monotonic()
    while every:
        course.append({"seconds": time.monotonic() - began, **asdict(servers.costs())})
        await asyncio.sleep(every)


async def warm_up(visitors: Sequence[Person], load: Load, commits: Commits) -> None:
    """One visit to each page of each process, which pays for imports; where clicks and commits come together, to each
    region too, to know the numbers before the first commit.
    """
    processes = len({person.tab.site for person in visitors})
    first = visitors[: processes * len(PAGES)]
    for number, person in enumerate(first):
        await person.open()
        if load.mode == "click" and load.commits and number % processes == 0:
            for region, name in commits.regions.items():
                await person.choose(region, name)
        await person.tab.close()
    if first and first[0].failures:
        raise RuntimeError(f"the first visit failed: {dict(first[0].failures)}")


async def _window(present: Sequence[Person], load: Load, commits: Commits, servers: Servers) -> Found:
    """The figures of what is measured: from the first opening of a page, or from when all are there."""
    if load.mode != "open":
        arriving = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(_arrive(person, arriving) for person in present))
        await asyncio.sleep(REST)
        for person in present:
            person.answers.clear()
    traffic = [person.tab.traffic.copy() for person in present]
    began, used, statements = time.monotonic(), servers.costs().cpu, servers.statements()
    of_bench = time.process_time()
    await _act(present, load, commits, began + load.seconds)
    seconds, cpu = time.monotonic() - began, servers.costs().cpu - used
    of_bench = time.process_time() - of_bench
    ended, committed = servers.statements(), len(commits.moments[ALL])
    came = [person.tab.traffic.since(before) for person, before in zip(present, traffic, strict=True)]
    answers = [answer for person in present for answer in person.answers]
    await _see_the_last(present)
    found: Found = {"window_seconds": seconds, "answers": of_answers(answers), "commits_made": committed}
    found["commit_to_screen_seconds"] = spread([took for person in present for took in person.eyes.took])
    found["cpu_per_second"], found["cpu_of_bench_per_second"] = cpu / seconds, of_bench / seconds
    found["cpu_per_answer"] = cpu / len(answers) if answers else None
    for what in ("runs", "messages", "bytes"):
        found[f"{what}_per_second_and_person"] = sum(vars(one)[what] for one in came) / seconds / len(present)
    if statements is not None and ended is not None:
        found["statements_per_second"] = (ended - statements) / seconds
    return found


async def _arrive(person: Person, arriving: asyncio.Semaphore) -> None:
    async with arriving:
        await person.open()


async def _act(present: Sequence[Person], load: Load, commits: Commits, until: float) -> None:
    """Let everybody do what the mode says, and commit meanwhile."""
    doing: list[Coroutine[Any, Any, None]] = []
    if load.mode == "open":
        doing = [person.open() for person in present]
    else:
        doing.append(asyncio.sleep(until - time.monotonic()))
    if load.mode == "click":
        doing += [click(person, number, len(present), commits, until) for number, person in enumerate(present)]
    if load.commits:
        doing.append(commits.write(load.commits, until, lambda turn: _region(present[turn % len(present)])))
    await asyncio.gather(*doing)


def _region(person: Person) -> str:
    """The name of the region that somebody looks at."""
    return person.eyes.look[1] if person.eyes.look else ALL


async def _see_the_last(present: Sequence[Person]) -> None:
    """Wait until the last commits are on every screen, but not for ever."""
    last = time.monotonic()
    while any(person.eyes.unseen > 0 for person in present) and time.monotonic() < last + GRACE:
        await asyncio.sleep(0.05)


async def click(person: Person, number: int, of: int, commits: Commits, until: float) -> None:
    """Choose one region after the other, beginning with another one than the others do."""
    places, due = list(commits.regions.items()), time.monotonic() + EVERY * number / of
    for turn in count(number):
        if due >= until:
            return
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await person.choose(*places[turn % len(places)])
        due += EVERY


def main() -> None:
    """Start, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=("look", "click", "open"))
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60, help="how long they look or click")
    parser.add_argument("--commits", type=float, default=0, help="commits a second to the case database meanwhile")
    parser.add_argument("--as-many", action="store_true", help="cases as before: each commit also deletes a closed one")
    parser.add_argument("--processes", type=int, choices=(1, 2), default=1)
    parser.add_argument("--size", choices=SIZES, default="national", help="of the demo data")
    parser.add_argument("--sqlite", action="store_true", help="in place of PostgreSQL")
    parser.add_argument("--facts", choices=("apart", "inside"), help="a process that keeps them; usual for several")
    parser.add_argument("--checkout", type=Path, default=HOME, help="folder of another checkout with its own .venv")
    parser.add_argument("--after", type=float, default=60, help="seconds from their leaving to the last look at memory")
    parser.add_argument("--news", default=NEWS, help="address of the news, for pages that follow them")
    parser.add_argument("--sample", type=float, default=0, help="seconds between looks at memory, meanwhile")
    parser.add_argument("--json", action="store_true", help="one line of JSON in place of tables")
    given = parser.parse_args()
    apart = given.facts == "apart" if given.facts else given.processes > 1
    size, checkout = SIZES[given.size], given.checkout.resolve()
    setting = Setting(given.people, given.processes, size, given.sqlite, checkout, apart)
    load = Load(given.mode, given.seconds, given.commits, given.after, given.news, given.sample, given.as_many)
    with running(setting) as servers:
        found = asyncio.run(measure(servers, load)) | {"size": given.size, "sqlite": given.sqlite}
    print(json.dumps(found)) if given.json else show(found, Console(width=120))


if __name__ == "__main__":
    main()
