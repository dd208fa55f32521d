"""A walk over pages as a viewer of a role would go: every count that leads to rows, and the list that it leads to."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, cast
from urllib.parse import parse_qs

from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS, UserRole
from documents.page import Link, Page, Row, Section, Tasks
from documents.sheet import Chart, Figures, Phrase, Said, Table, Words
from queries.access import Grant
from screen.address.address import Parameters, read_address
from screen.view.compute import name_of, text_of
from screen.view.view import Names, View
from tests.asking import SHIPPED, asker
from tests.naive.world import World
from tests.pages.drawing import computing, every

NUMBER = re.compile(r"\d[\d,]*")
# shares and their ranges, means and medians, lengths of time, days, moments, laws, and none of so many
NO_COUNT = re.compile(
    "|".join(
        (
            r"95% (?:range|interval|limits)|99\.8%|\d+(?:[–-]\d+)?%",
            r"\d[\d,]*\.\d+(?:[–-][\d.]+)?|[\d.]+–[\d,]*\.\d+|(?:[\d.]+–)?\d[\d,]*[ -](?:hour|day|week|month|year)s?\b",
            r"\d+ [A-Z][a-z]{2,3}(?: \d{4})?|\d{4}-\d\d-\d\d|\d\d:\d\d|\d+/\d{4}|\b(?:chapter|sections?) [\d–]+",
            r"\b0(?: of \d[\d,]*)?\b",
        )
    )
)
AGENCY, MINISTRY = "agency", "ministry"


@dataclass(frozen=True)
class Count:
    """What is said, the number in it, and the address that it leads to."""

    said: str
    n: int
    address: str


class Walk:
    """A viewer of a role who looks at a world at a moment; `own` is the agency or ministry of the role, if any."""

    def __init__(self, world: World, now: datetime, names: Names, role: str, own: str | None = None) -> None:
        self.world, self.now, self.names, self.clock = world, now, names, world.clock
        belongs = {role: own} if role in (AGENCY, MINISTRY) else {}
        self.grant = Grant(cast(UserRole, role), now, **belongs)
        self.ask = asker(world)
        self.computed: dict[tuple[str, str, str], Any] = {}

    def view(self, parameters: Parameters) -> View:
        """The view that the parameters of an address name; none of them may be left out."""
        choices = {**self.names, "form": FORMS, "age_group": AGE_GROUPS}
        address = read_address(parameters, self.grant, self.now, choices, self.clock)
        assert not address.notices, address.notices
        compute = computing(self._computing(address.filters))
        return View(compute, address, choices, self.now, lambda *_given, **_more: None, SHIPPED)

    def page(self, name: str, parameters: Parameters) -> Page:
        """The page of this name."""
        page: Page = import_module(f"pages.{name}").page(self.view(parameters))
        return page

    def opened(self, address: str) -> Page:
        """The page of an address that a count leads to."""
        page, _mark, parameters = address.partition("?")
        return self.page(page, parse_qs(parameters))

    def _computing(self, filters: Any) -> Callable[..., Any]:
        def compute(indicator: Callable[..., Any], *arguments: object, **named: object) -> Any:
            key = name_of(indicator), text_of(*arguments, **named), repr(filters)
            if key not in self.computed:
                self.computed[key] = indicator(self.ask, filters, *arguments, **named)
            return self.computed[key]

        return compute


FORMS, AGE_GROUPS = ({code: code for code in codes} for codes in (EXPLOITATION_FORMS, VICTIM_AGE_GROUPS))


def counts(page: Page, view: View) -> Iterator[Count]:
    """Everything on a page that leads to a list."""
    for phrase in phrases(page):
        if phrase.link.startswith("lists?"):
            yield Count(phrase.text, number(phrase.text), phrase.link)
    yield from marks(page)
    for link in links(page):
        if link.page == "lists":
            # of "See your 3 of 7" the list counts the seven
            all_of_them = number(link.label.rpartition(" of ")[2])
            yield Count(link.label, all_of_them, view.link("lists", **dict(link.parameters)))


# of each kind of mark that leads to rows, the field with its number; of those in a matrix its words say it first
NUMBERS = {"rows": ("amount", "n", "open"), "rows_opened": ("opened",), "rows_closed": ("closed",)}


def marks(page: Page) -> Iterator[Count]:
    """Every mark of a chart that a click leads from to a list; those that lead to the same count together."""
    for part in every(page.parts):
        if isinstance(part, Chart) and part.click and part.click.leads:
            values = part.recipe.values
            for field, names in NUMBERS.items():
                if field in values:
                    led = values[values[field].fillna("") != ""]
                    n = next((led[name].astype(int) for name in names if name in led), led["words"].map(last_number))
                    together = led.assign(n=n).groupby(field, sort=False).agg({"words": "first", "n": "sum"})
                    yield from map(Count, together["words"], together["n"], together.index)


def phrases(page: Page) -> Iterator[Phrase]:
    """All phrases of a page, in sentences, figures and tables."""
    yield Phrase(page.lead, link=page.link if page.lead else "")
    yield from _said(page.below)
    for part in every(page.parts):
        match part:
            case Section():
                yield from _said(part.below)
            case Words():
                yield from (*_said(part.heading), *_said(part.words))
            case Figures():
                for figure in part.figures:
                    yield Phrase(f"{figure.figure} {figure.unit}".rstrip(), link=figure.link)
                    for note in figure.notes:
                        yield from _said((note,) if isinstance(note, Phrase) else note)
            case Table():
                yield from (cell for row in part.rows for cell in row)
            case Chart(narrow=Table(rows=rows)):
                yield from (cell for row in rows for cell in row)


def links(page: Page) -> Iterator[Link]:
    """The links of a page, those of tasks too."""
    for part in every(page.parts):
        if isinstance(part, Link):
            yield part
        elif isinstance(part, Tasks):
            yield from (task.link for task in part.tasks if task.link)


def bare_counts(page: Page, names: Names) -> Iterator[str]:
    """Every count that leads nowhere: for one in a table the caption of the table and the head of its column, else the
    words around it, without the names of places and agencies, and with # for a number.
    """
    elsewhere: set[Phrase] = set()
    for part in every(page.parts):
        if isinstance(part, Row) and part.name.endswith("-arrange"):  # how many rows of the list below are shown
            elsewhere.update(phrase for one in part.parts if isinstance(one, Words) for phrase in _said(one.words))
        tables = (part,) if isinstance(part, Table) else (part.narrow,) if isinstance(part, Chart) else ()
        for table in filter(None, tables):
            for row in table.rows:
                elsewhere.update(row)
                for column, cell in zip(table.columns, row, strict=True):
                    if column.figures and not cell.link and (shown := _counts_alone(cell.text, names)):
                        yield f"{table.caption} | {column.head} | {shown}"
    for phrase in phrases(page):
        if phrase not in elsewhere and not phrase.link and (shown := _counts_alone(phrase.text, names)):
            yield shown


def _counts_alone(said: str, names: Names) -> str:
    """Words with # for each number that may be a count: no part, length of time, day or code; empty without any."""
    said = re.sub(NO_COUNT, "…", said)
    for name in sorted({name for of in names.values() for name in of.values()}, key=len, reverse=True):
        said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", said)
    shown = re.sub(NUMBER, "#", said)
    return shown if "#" in shown else ""


def last_number(said: str) -> int:
    """The number of cases in words like 'Police and social services: 12 cases, 40% of all'."""
    return number(said.rpartition(": ")[2])


def number(said: str) -> int:
    """The first number that is said; one where none is, as in 'See it'."""
    found = NUMBER.search(said)
    return int(found[0].replace(",", "")) if found else 1


def rows_listed(page: Page) -> tuple[int, int]:
    """How many the headline of a list counts, and how many rows of it there are to see in all."""
    words = [part.words for part in every(page.parts) if isinstance(part, Words)]
    counters = [re.fullmatch(r"([\d,]+)–([\d,]+) of ([\d,]+)", words) for words in words if isinstance(words, str)]
    counter = next(filter(None, counters), None)
    tables = [part for part in every(page.parts) if isinstance(part, Table)]
    shown = len(tables[0].rows) if tables else 0
    assert shown == (number(counter[2]) - number(counter[1]) + 1 if counter else 0)
    counted = 0 if page.title.endswith(": none") else number(page.lead or page.title)
    return counted, number(counter[3]) if counter else 0


def _said(said: Said) -> tuple[Phrase, ...]:
    return (Phrase(said),) if isinstance(said, str) else said


@cache
def names_of(world: World) -> Mapping[str, Mapping[str, str]]:
    """The names of a world, which are its codes; no name is a number, which would read as a count."""
    tables = {"region": "regions", "county": "counties", "agency": "agencies", "ministry": "ministries"}
    return {
        kind: {**{row["code"]: _no_number(row["code"]) for row in world.tables[table]}, "unknown": "unknown"}
        for kind, table in tables.items()
    }


def _no_number(code: str) -> str:
    return f"place {code}" if code.isdigit() else code
