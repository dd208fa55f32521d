"""Every count of every page leads to a list of exactly as many rows: in every role that may see rows, and in no other.

The walk is over the demo and two worlds drawn at random, in which moments collide.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import parse_qs

import pytest

from documents.page import Tasks
from indicators.catalogue import INDICATORS
from queries.access import NoAccess
from store.demo.cases import DemoScale
from store.demo.making import demo_rows
from tests.asking import RULES
from tests.corpus import corpus_of
from tests.naive.world import DAY, World
from tests.pages.drawing import every
from tests.pages.walk import Count, Walk, bare_counts, counts, marks, names_of, number, rows_listed
from tests.strategies import FRESH, worlds

pytestmark = pytest.mark.deep

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
FEW = DemoScale(months=6, opened_a_month=10, median_days_open=90)
# The counts that lead nowhere, by page, and why: a pattern for the caption and head of a table, or for the words around
# the number, with # for it and … for what is no count.
DIFFERENCE, NO_CASES = "the difference of two counts", "counts agencies, pairs, comparisons or regions"
COMPARED = "a share of what is compared at the same age of a case or handover, of which there is no list"
WITHOUT_ROWS = {
    "overview": {r"# (more|fewer|points? higher|points? lower) than last week": DIFFERENCE},
    "open_cases": {
        r"# (more|fewer) open than before": DIFFERENCE,
        r"Cases opened and closed by week \| Net change \| -?#": DIFFERENCE,
        r"Open cases by week \| Open at its end \| #": "asks a filter by agency as of another moment",
    },
    "handovers": {
        r"(Between .*|From .*|To .*): # pairs? of agencies": NO_CASES,
        r"Rows send, .* Number: half are answered .* Without colour: fewer than # handovers\.": "a limit",
        r"Share answered by day \| Still watched \| #": "those at risk on a day of the curve are of no moment",
    },
    "cooperation": {
        r"# agenc(y|ies) in these cases": NO_CASES,
        r"Of # cases, in how many both sectors are involved\..*": "what shares are said of",
        r"The most common combinations; # more cases? ha(s|ve) one of # others\..*": "what the chart leaves out",
        r"Agencies per case by place \| 3 or more in 90 days, 95% range \| # of #": COMPARED,
    },
    "regions": {
        r"Too few for a chart \(on average under # (cases|handovers) in four weeks\): .*": "a limit",
        r".*Of # comparisons, .*": NO_CASES,
        r".* over time by region \| (Weeks|Four-week periods|Weeks or four-week periods) \| #": "counts weeks",
        r".* beside the country \| The country \| #( opened)?": "the regions that are compared, together",
        r".* beside the country \| .* \| (# of #|… of #|…( days)? \(.*\), of # handovers?)": COMPARED,
        r".* \| (Within target|Three or more) \| (…|#) of #": COMPARED,
    },
    "data_quality": {
        r"# of #": NO_CASES,
        r"All # rows are checked against # rules.*": "rows as they were read, from which facts are made",
        r"(Rules that are broken|Tables as they were read) \| .* \| #": "rows as they were read",
        r"What figures leave out \| (Number|Of) \| #": "those of a partner rule, which Cooperation leads to",
        r"Agencies that are silent \| Days with an act \| #": "days",
    },
}
Parameters = Mapping[str, Sequence[str]]


@cache
def demo() -> World:
    rows = demo_rows(seed=1, now=NOW, scale=FEW)
    return World({table.name: found for table, found in rows.items()}, "calendar", 7, {})


def drawn(number: int) -> World:
    return corpus_of(worlds)[number]


def moment_in(world: World) -> datetime:
    """The last moment at which anything happened in a drawn world."""
    rows = [row for table in ("cases", "handovers") for row in world.tables[table]]
    return max(value for row in rows for value in row.values() if isinstance(value, datetime))


WORLDS = {
    "demo": lambda: (demo(), NOW),
    # of those drawn, the two in which most is open, waits, is past its target and due at such a moment
    "world 21": lambda: (drawn(21), moment_in(drawn(21)) - timedelta(days=7)),
    "world 43": lambda: (drawn(43), moment_in(drawn(43)) - timedelta(days=3)),
}


@cache
def walk_of(world: str, role: str) -> Walk:
    made, now = WORLDS[world]()
    busiest = [row["to_agency"] for row in made.tables["handovers"]]
    own = {
        "agency": max(set(busiest), key=busiest.count),
        "ministry": made.tables["ministries"][0]["code"],
    }
    return Walk(made, now, names_of(made), role, own.get(role))


def addresses(walk: Walk) -> Iterator[tuple[str, Parameters]]:
    """Every page, in each of the ways it may be looked at, and under some filters."""
    sectors = sorted({row["sector"] for row in walk.world.tables["agencies"]})
    busy = [(row["from_agency"], row["to_agency"]) for row in walk.world.tables["handovers"]]
    sender, receiver = max(set(busy), key=busy.count)
    ways: dict[str, list[dict[str, str]]] = {
        "overview": [{}, {"by": "county"}],
        "open_cases": [{}, {"by": "county"}, {"by": "agency", "all": "agencies"}],
        "handovers": [
            {},
            {"by": "agency", "all": "pairs"},
            {"from_agency": sender, "to_agency": receiver},
            {"to_sector": sectors[0]},
        ],
        "cooperation": [
            {"sector": sectors[0], "other_sector": sectors[-1]},
            *({"by": "county", "rule": rule.code} for rule in RULES),
        ],
        "regions": [{"beside": "R1"}, {"beside": "01"}],
        "deadlines": [{}, {"by": "responsible_agency", "all": "agencies"}],
        "yearly": [{}],
        "data_quality": [{}],
        "explain": [{"indicator": key} for key in {one.base.name: key for key, one in INDICATORS.items()}.values()],
    }
    usual = {name: [{**way, "period": "all"} for way in ways[name]] for name in ways}
    for name, found in usual.items():
        yield from ((name, _parameters(way)) for way in found)
    if walk.grant.may_read("places"):
        for filters in narrower(walk):
            yield from ((name, _parameters({**ways[name][0], **filters})) for name in ways if name != "explain")


def narrower(walk: Walk) -> Iterator[dict[str, str]]:
    """Filters of each kind, over the last twelve months, a period of its own and an earlier moment. The demo has more
    counts without any than the drawn worlds have with all of them, and one of those is enough at every run.
    """
    if walk.world is demo() or (walk.world is drawn(43) and not FRESH):
        return
    case = walk.world.tables["cases"][0]
    yield {"region": case["region_code"], "form": case["exploitation_form"]}
    yield {"agency": walk.world.tables["handovers"][0]["to_agency"], "from": f"{walk.now.date() - 90 * DAY}"}
    yield {"ministry": walk.world.tables["ministries"][0]["code"], "as_of": f"{(walk.now - 2 * DAY):%Y-%m-%dT%H:%MZ}"}


def _parameters(of: Mapping[str, str]) -> Parameters:
    return {name: [value] for name, value in of.items()}


def all_counts(walk: Walk) -> dict[str, set[Count]]:
    """Every count of every page, by the address that it leads to."""
    found: dict[str, set[Count]] = {}
    for name, parameters in addresses(walk):
        for count in counts(walk.page(name, parameters), walk.view(parameters)):
            found.setdefault(count.address, set()).add(count)
    return found


@pytest.mark.parametrize("role", ["coordination", "agency"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_count_leads_to_exactly_its_rows(world: str, role: str) -> None:
    walk = walk_of(world, role)
    wrong = []
    for address, said in all_counts(walk).items():
        listed, rows = rows_listed(walk.opened(address))
        own = rows if role == "coordination" else listed
        wrong += [(count.said, listed, rows, address) for count in said if not count.n == listed == own]
        of_own = [count.said for count in said if count.said.startswith("See your ")]
        wrong += [(words, listed, rows, address) for words in of_own if number(words) != rows]
        assert rows <= listed
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("role", ["coordination", "agency"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_count_leads_to_rows_but_those_that_have_none(world: str, role: str) -> None:
    walk, bare = walk_of(world, role), set()
    for name, parameters in addresses(walk):
        known = [re.compile(pattern, re.DOTALL) for pattern in WITHOUT_ROWS.get(name, ())]
        if name != "explain":  # whose formulas, sources and examples are full of numbers
            found = bare_counts(walk.page(name, parameters), walk.names)
            bare |= {(name, one) for one in found if not any(pattern.fullmatch(one) for pattern in known)}
    assert not bare, sorted(bare)[:10]


@pytest.mark.parametrize("role", ["ministry", "rapporteur"])
@pytest.mark.parametrize("world", WORLDS)
def test_who_may_see_no_rows_gets_numbers_without_links_or_orders(world: str, role: str) -> None:
    walk = walk_of(world, role)
    for name, parameters in addresses(walk):
        if name in ("overview", "yearly", "explain", "data_quality") or walk.grant.may_read("places"):
            page = walk.page(name, parameters)
            assert not list(counts(page, walk.view(parameters))), name
            tasks = [task for part in every(page.parts) if isinstance(part, Tasks) for task in part.tasks]
            assert not [task for task in tasks if task.order or task.link]
    with pytest.raises(NoAccess):
        walk.page("lists", {"list": ["open"]})


def test_a_mark_of_a_chart_that_counts_anything_leads_to_it() -> None:
    walk, kinds = walk_of("demo", "coordination"), set()
    for name, parameters in addresses(walk):
        found = marks(walk.page(name, parameters))
        kinds |= {parse_qs(count.address.partition("?")[2])["list"][0] for count in found}
    assert kinds >= {"open", "opened", "closed", "within_target", "past_target", "in_scope", "returned", "due_soon"}
