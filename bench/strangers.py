"""What visits of people who have not signed in cost, and what they take from those who have.

python -m bench.strangers [--people N] [--per-minute N] [--seconds S] [--rounds N] [--help]

In one run over fresh demo data: people who are signed in choose another region every eight seconds, in windows without
strangers and with them by turns (without, with, with, without); then strangers come alone, beside a window in which
nobody does. A stranger opens the first page, waits for the sign-in form, and leaves. Of the signed-in runs the ratio of
the p95 with strangers to that without counts, because it does not depend on the machine.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.browserless import Run, Tab
from bench.commits import Commits, regions
from bench.figures import Found, spread
from bench.servers import Servers, Setting, running
from bench.sessions import PATIENCE, SIZES, Load, Person, click, people, warm_up
from store.source import engine
from tests.browser.conftest import HOME

STAYS = 1.0  # seconds for which a stranger looks at the form
ORDER = (False, True, True, False)  # so that what drifts is the same with strangers and without
FORM = "sign_in_form"


@dataclass
class Strangers:
    """Those who have come: how long the form took, in seconds, and what went wrong."""

    site: str
    failures: Counter[str]
    took: list[float] = field(default_factory=list)

    async def come(self, per_minute: float, seconds: float) -> None:
        """One after the other, evenly, for so long; returns when all have left."""
        began, number = time.monotonic(), round(per_minute * seconds / 60)
        async with asyncio.TaskGroup() as coming:
            for n in range(number):
                await asyncio.sleep(max(0.0, began + 60 * n / per_minute - time.monotonic()))
                coming.create_task(self._visit())

    async def _visit(self) -> None:
        shown, began = asyncio.Event(), time.monotonic()

        def finished(run: Run) -> None:
            if any(element.text_input.form_id == FORM for element in run.elements):
                shown.set()

        tab = Tab(self.site, "/", "", finished, self._failed)
        try:
            async with asyncio.timeout(PATIENCE):
                await tab.open()
                await shown.wait()
            self.took.append(time.monotonic() - began)
            await asyncio.sleep(STAYS)
        except (TimeoutError, OSError) as error:
            self._failed(f"no form: {type(error).__name__}")
        await tab.close()

    def _failed(self, words: str) -> None:
        self.failures[words] += 1


async def measure(servers: Servers, per_minute: float, seconds: float, rounds: int) -> Found:
    """The figures of so many rounds of windows, each of these seconds."""
    writing, failures = engine(servers.writing_url()), Counter[str]()
    commits, load = Commits(writing, regions(writing)), Load("click", seconds)
    strangers = Strangers(servers.urls[0], failures)
    await warm_up(people(servers, load, commits, failures), load, commits)
    await strangers.come(60, 2)
    present = people(servers, load, commits, failures)
    for person in present:
        await person.open()
    took: dict[bool, list[float]] = {False: [], True: []}
    for with_strangers in ORDER * rounds:
        for person in present:
            person.answers.clear()
        coming = strangers.come(per_minute, seconds) if with_strangers else asyncio.sleep(0)
        await asyncio.gather(_clicks(present, commits, seconds), coming)
        took[with_strangers] += [answer.seconds for person in present for answer in person.answers]
    await asyncio.gather(*(person.tab.close() for person in present))
    alone = await _alone(servers, strangers, per_minute, seconds)
    writing.dispose()
    without, during = spread(took[False]), spread(took[True])
    return {
        "people": len(present),
        "per_minute": per_minute,
        "window_seconds": seconds,
        "rounds": rounds,
        "failures": dict(failures),
        "without_strangers_seconds": without,
        "with_strangers_seconds": during,
        "ratio_of_p95": during["p95"] / without["p95"] if without and during else None,
        **alone,
    }


async def _clicks(present: Sequence[Person], commits: Commits, seconds: float) -> None:
    until = time.monotonic() + seconds
    each = (click(person, number, len(present), commits, until) for number, person in enumerate(present))
    await asyncio.gather(asyncio.sleep(seconds), *each)


async def _alone(servers: Servers, strangers: Strangers, per_minute: float, seconds: float) -> Found:
    """CPU seconds that a visit of a stranger costs, beyond what the server uses by itself in as long."""
    used: list[float] = []
    strangers.took.clear()
    for coming in (asyncio.sleep(seconds), strangers.come(per_minute, seconds)):
        began, before = time.monotonic(), servers.costs().cpu
        await coming
        used.append((servers.costs().cpu - before) / (time.monotonic() - began))
        length = time.monotonic() - began
    visits = len(strangers.took)
    return {
        "visits": visits,
        "visit_to_form_seconds": spread(strangers.took),
        "cpu_per_visit": (used[1] - used[0]) * length / visits if visits else None,
    }


def show(found: Found, console: Console) -> None:
    """Print the figures as tables."""
    table = Table("what, in seconds", "n", "p50", "p95", "max", title="{people} people signed in".format(**found))
    for words, name in (
        ("click to script finished, no strangers", "without_strangers_seconds"),
        (f"the same, {found['per_minute']:g} strangers a minute", "with_strangers_seconds"),
        ("stranger’s visit to form", "visit_to_form_seconds"),
    ):
        if values := found[name]:
            table.add_row(words, str(values["n"]), *(f"{values[rank]:.3f}" for rank in ("p50", "p95", "max")))
    console.print(table)
    for words, name in (("p95 with strangers ÷ without", "ratio_of_p95"), ("CPU seconds per visit", "cpu_per_visit")):
        console.print(f"{words}: {'–' if found[name] is None else format(found[name], '.3f')}")
    console.print(f"failures: {found['failures'] or 'none'}")


def main() -> None:
    """Start, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10, help="who are signed in")
    parser.add_argument("--per-minute", type=float, default=100, help="strangers who come")
    parser.add_argument("--seconds", type=float, default=60, help="of each window")
    parser.add_argument("--rounds", type=int, default=1, help="of four windows each")
    parser.add_argument("--size", choices=SIZES, default="national", help="of the demo data")
    parser.add_argument("--sqlite", action="store_true", help="in place of PostgreSQL")
    parser.add_argument("--checkout", type=Path, default=HOME, help="folder of another checkout with its own .venv")
    parser.add_argument("--json", action="store_true", help="one line of JSON in place of tables")
    given = parser.parse_args()
    setting = Setting(given.people, 1, SIZES[given.size], given.sqlite, given.checkout.resolve())
    with running(setting) as servers:
        found = asyncio.run(measure(servers, given.per_minute, given.seconds, given.rounds))
    print(json.dumps(found)) if given.json else show(found, Console(width=120))


if __name__ == "__main__":
    main()
