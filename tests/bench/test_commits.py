"""Which commits are on a screen, by the number that it shows."""

import pytest
from streamlit.proto.Element_pb2 import Element

from bench.browserless import Run
from bench.commits import ALL, HANDOVERS, OVERVIEW, Commits, Eyes, number_of
from store.source import engine

STYLE = "<style>.s-tile .s-below { margin: 0 }</style>"
TILE = '<div class="s-tiles"><div class="s-tile"><h2 class="s-label">Open</h2><p class="{}">{}</p><p class="s-figure">5'
BELOW = '<h1 class="s-headline">12 of 77</h1><p class="s-below">3,355 handovers. 1,077 wait, 12 past target.</p>'


@pytest.mark.parametrize(
    ("page", "body", "number"),
    [
        (OVERVIEW, TILE.format("s-figure", "1,524"), 1524),
        (OVERVIEW, TILE.format("s-state", "No data"), 0),
        (HANDOVERS, BELOW, 1077),
        (HANDOVERS, '<p class="s-below">3 handovers.</p>', 0),
    ],
)
def test_the_number_of_a_page(page: str, body: str, number: int) -> None:
    run = Run()
    for text in (STYLE, body):
        element = Element()
        element.html.body = text
        run.elements.append(element)
    assert number_of(run, page) == number


def test_a_commit_is_seen_once_the_number_has_risen_so_far() -> None:
    commits = Commits(engine("sqlite://"), {"06": "Pirkanmaa"})
    eyes, late = Eyes(commits), Eyes(commits)
    eyes.see((OVERVIEW, ALL), 100)
    commits.moments[ALL] += [0.0, 1.0]
    eyes.see((OVERVIEW, ALL), 101)
    assert (len(eyes.took), eyes.unseen) == (1, 1)
    late.see((OVERVIEW, ALL), 101)
    eyes.see((OVERVIEW, ALL), 102)
    late.see((OVERVIEW, ALL), 102)
    assert (len(eyes.took), eyes.unseen) == (2, 0)
    assert (len(late.took), late.unseen) == (1, 0)
