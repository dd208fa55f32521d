"""Counts on the slides of a meeting lead to lists of exactly as many rows, for who may see rows; others read the number
alone. What leads nowhere is named here with its reason.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

import pytest

from charts.slides import BASE
from documents.sheet import Chart, Figure, Figures, Phrase, Sheet, Table, Words
from documents.slide import slide
from indicators.meeting import items
from indicators.meeting.since import since_last_meeting, since_of
from screen.sections.meeting.slides import children, deadlines, regions, since, waiting
from screen.sections.shared.counts import rows_of
from screen.view.view import View
from tests.asking import CHARTS, RULES
from tests.pages.test_counts_lead_to_rows import WORLDS, walk_of
from tests.pages.walk import Count, number, rows_listed

# of a moment in the middle of a day, which no list has; of two regions
WITHOUT_ROWS = (
    r"Since .*|[1-9]\d* handovers?",
    r"\d+ \| (cases? opened|handovers? answered|newly past target)",
    r"\d+ of them returned|\d+ closed,  open",
    r"\d+ of \d+ waiting handovers are in .* and .*",
)


def sheets(view: View) -> list[Sheet]:
    """The slides of a meeting that is held now."""
    compute, rows = view.compute, partial(rows_of, view)
    begun = since_of(view.filters, None)
    return [
        since.sheet("since", compute(since_last_meeting, begun, CHARTS), rows),
        waiting.sheet("waiting", compute(items.waiting_by_agency), view, rows),
        deadlines.sheet("deadlines", compute(items.periods_and_deadlines), view, rows),
        children.sheet("children", compute(items.childrens_cases, begun, RULES), RULES, rows),
        regions.sheet("regions", compute(items.regions), view, rows),
    ]


def phrases(sheet: Sheet) -> Iterator[Phrase]:
    """All phrases of a slide, those of its charts with the address that their mark leads to."""
    yield from sheet.title
    for block in sheet.blocks:
        match block:
            case Figures():
                yield from (phrase for figure in block.figures for phrase in of_figure(figure))
            case Words():
                yield from (Phrase(block.words),) if isinstance(block.words, str) else block.words
            case Table():
                for row in block.rows:
                    yield from row[1:]
            case Chart() if "rows" in block.recipe.values:
                for mark in block.recipe.values.to_dict("records"):
                    yield Phrase(str(mark["amount"]), link=mark["rows"].removeprefix(BASE))


def of_figure(figure: Figure) -> Iterator[Phrase]:
    yield Phrase(f"{figure.figure} | {figure.label}", link=figure.link)
    for note in figure.notes:
        said = (note,) if isinstance(note, Phrase) else note
        yield from (phrase for phrase in said if phrase.link)
        yield Phrase("".join(phrase.text for phrase in said if not phrase.link))


def counts(found: Sequence[Sheet]) -> list[Count]:
    return [
        Count(phrase.text, number(phrase.text), phrase.link)
        for sheet in found
        for phrase in phrases(sheet)
        if phrase.link
    ]


@pytest.mark.parametrize("role", ["coordination", "agency"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_count_of_a_slide_leads_to_exactly_its_rows(world: str, role: str) -> None:
    walk = walk_of(world, role)
    for as_of in (None, walk.now - timedelta(days=3)):
        given = {"as_of": [f"{as_of:%Y-%m-%dT%H:%MZ}"]} if as_of else {}
        led = counts(sheets(walk.view(given)))
        assert led
        wrong = []
        for count in led:
            listed, rows = rows_listed(walk.opened(count.address))
            own = rows if role == "coordination" else listed
            wrong += [(count, listed, rows)] if not count.n == listed == own else []
        assert not wrong, wrong[:5]


def test_counts_that_lead_nowhere_are_known() -> None:
    walk = walk_of("demo", "coordination")
    known = [re.compile(one) for one in WITHOUT_ROWS]
    bare = {
        phrase.text
        for sheet in sheets(walk.view({}))
        for phrase in phrases(sheet)
        if re.search(r"[1-9]", re.sub(r"[\d.]+ days?|0 of \d+", "", phrase.text)) and not phrase.link
    }
    assert not {one for one in bare if not any(pattern.fullmatch(one) for pattern in known)}


@pytest.mark.parametrize("role", ["ministry", "rapporteur"])
def test_who_may_see_no_rows_reads_the_numbers_alone(role: str) -> None:
    walk = walk_of("demo", role)
    if walk.grant.may_read("places"):
        found = sheets(walk.view({}))
        assert not counts(found)
        assert "<a " not in "".join(slide(sheet, lambda _recipe: "") for sheet in found)


def test_a_link_on_a_slide_opens_beside_it() -> None:
    found = slide(sheets(walk_of("demo", "coordination").view({}))[1], lambda _recipe: "")
    assert re.search(r'<a href="lists\?list=waiting[^"]*" target="_blank" rel="noopener">', found)
