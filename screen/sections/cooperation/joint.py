"""Who works with whom: sectors as a matrix, and the agencies of the sectors that are chosen."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from charts import joint_matrix
from charts.drawing import Recipe
from charts.joint_matrix import CELLS, MOST
from config.codes import SECTORS
from documents.page import Choice, Part, Row, Section, options
from documents.sheet import Chart, Click, Csv, Words
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.cooperation.pairs import Name, pair_words, pairs_table
from screen.view.view import View

Figures = Mapping[str, Any]
Pair = tuple[str, str]

SECTOR, OTHER = "sector", "other_sector"
PAIRS_AT_FIRST = 15
ALL_PAIRS = "pairs"


def who_with_whom(figures: Figures, view: View) -> Iterator[Section]:
    """The matrix of sectors, and below it the agencies of one sector or two."""
    below = _(
        "Of 100 cases, in how many both sectors are involved. Bold: the sector at all. Click a number for agencies."
    )
    # one sector alone means its agencies among themselves
    found = [code for code in (view.chosen(SECTOR, SECTORS), view.chosen(OTHER, SECTORS)) if code]
    pair = (found[0], found[-1]) if found else None
    involved = {row["a"] for row in figures["sector_pairs"]}
    shown = [code for code in SECTORS if code in involved]
    pairs = [row for row in figures["sector_pairs"] if {row["a"], row["b"]} <= {*shown}]
    click = Click(joint_matrix.CLICKED, ((SECTOR, "a"), (OTHER, "b")))
    matrix = _matrix("joint-sectors", pairs, _recipe(shown, pairs, pair, view.sector_name), view.sector_name, click)
    yield Section(matrix.name, _("Who works with whom"), (matrix, _lists(view)), below, "sector_involvement")
    if pair:
        yield _agencies(figures, pair, view)


def _lists(view: View) -> Row:
    names = {code: view.sector_name(code) for code in SECTORS}
    labels = {SECTOR: _("Agencies of sector"), OTHER: _("and of sector")}
    lists = (
        Choice(
            parameter,
            label,
            options({"": _("{label} …").format(label=label), **names}),
            view.chosen(parameter, SECTORS),
            shape="list",
        )
        for parameter, label in labels.items()
    )
    return Row("joint-sectors", tuple(lists))


def _agencies(figures: Figures, pair: Pair, view: View) -> Section:
    """The agencies of the sectors: a matrix where they are few, else the pairs with the most cases."""
    name = partial(view.name, "agency")
    alone = figures["agencies_alone"]
    sector_of = {row["agency"]: row["sector"] for row in alone if row["sector"] in pair}
    codes = sorted(sector_of, key=lambda code: (pair.index(sector_of[code]), in_order(name(code))))
    below = many("{n} agency in these cases", "{n} agencies in these cases", len(codes)).format(n=count(len(codes)))
    shown: tuple[Part, ...] = ()
    if 1 < len(codes) <= MOST:
        own = [{"a": row["agency"], "b": row["agency"], "cases": row["cases"], "share": row["share"]} for row in alone]
        pairs = [row for row in (*own, *figures["joint"]) if row["a"] in sector_of and row["b"] in sector_of]
        shown = (_matrix("joint-agencies", pairs, _recipe(codes, pairs, None, name), name),)
    elif codes:
        shown = _table(_facing(figures["joint"], sector_of, pair), name, view)
    one, other = (view.sector_name(code) for code in pair)
    both = _("{one} and {other}").format(one=one, other=other[:1].lower() + other[1:])
    return Section("joint-agencies", one if one == other else both, shown, below, "joint_involvement")


def _facing(joint: Sequence[Figures], sector_of: Mapping[str, str], pair: Pair) -> list[Figures]:
    """The pairs of agencies of which one is of the first sector and the other of the second, in that order."""
    found = []
    for row in joint:
        a, b = row["a"], row["b"]
        if (sector_of.get(a), sector_of.get(b)) == pair:
            found.append(row)
        elif (sector_of.get(b), sector_of.get(a)) == pair:
            found.append({**row, "a": b, "b": a})
    return found


def _matrix(name: str, pairs: Sequence[Figures], shown: Recipe, named: Name, click: Click | None = None) -> Chart:
    ordered = sorted(pairs, key=lambda row: (in_order(named(row["a"])), in_order(named(row["b"]))))
    heads, caption = (_("One"), _("Other")), _("Cases that two sides share")
    numbers = pairs_table(caption, heads, "joint_involvement", ordered, named)
    csv = Csv(name, pd.DataFrame(pairs))
    return Chart(shown, name=name, numbers=numbers, csv=csv, click=click)


def _recipe(codes: Sequence[str], pairs: Sequence[Figures], chosen: Pair | None, name: Name) -> Recipe:
    """The matrix of these codes, in their order, with their pairs; the chosen one is marked."""
    place = {code: number for number, code in enumerate(codes)}
    cells = []
    for row in pairs:
        column, line = sorted((row["a"], row["b"]), key=place.__getitem__)
        cells.append(
            {
                "a": column,
                "b": line,
                "row": place[line],
                "column": place[column],
                "share": row["share"],
                "shown": _of_100(row["share"]),
                "chosen": chosen is not None and {column, line} == set(chosen),
                "words": pair_words(row, name),
            }
        )
    names, frame = [name(code) for code in codes], pd.DataFrame(cells, columns=list(CELLS))
    return joint_matrix.joint(names, frame, _conclusion(pairs, name))


def _of_100(share: float) -> str:
    """Whole numbers; what rounds to none or all without being it says so."""
    rounded = round(100 * share)
    if not rounded:
        return "<1"
    return ">99" if rounded == 100 and share < 1 else str(rounded)


def _conclusion(pairs: Sequence[Figures], name: Name) -> str:
    both = [row for row in pairs if row["a"] != row["b"]]
    if not both:
        return _("Matrix of cases that two sides share: none share a case.")
    most = max(both, key=lambda row: row["cases"])
    words = _("Matrix of cases that two sides share. Most often: {meaning}.")
    return words.format(meaning=pair_words(most, name))


def _table(pairs: Sequence[Figures], name: Name, view: View) -> tuple[Part, ...]:
    if not pairs:
        return (Words(_("No two of them share a case."), kind="note"),)
    ordered = sorted(pairs, key=lambda row: (-row["cases"], in_order(name(row["a"])), in_order(name(row["b"]))))
    shown = ordered if view.is_on(ALL_PAIRS) else ordered[:PAIRS_AT_FIRST]
    heads, caption = (_("Agency"), _("Other agency")), _("Agencies with the most cases in common")
    more = view.switch(ALL_PAIRS, _("Show all {n} pairs").format(n=count(len(ordered))))
    return (
        pairs_table(caption, heads, "joint_involvement", shown, name),
        *([more] if len(ordered) > PAIRS_AT_FIRST else []),
        Csv("joint-agencies", pd.DataFrame(ordered)),
    )
