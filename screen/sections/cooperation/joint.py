"""Who works with whom: sectors as a matrix, and the agencies of the sectors that are chosen."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from charts import joint_matrix
from charts.joint_matrix import CELLS, MOST
from config.codes import SECTORS
from documents.page import Choice, Part, Row, Section, options
from documents.sheet import Chart, Click, Column, Csv, Phrase, Table, Words, table_of
from indicators.involvement import Figures, Joint
from screen.language.formats import count, in_order, percent
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell, share_range, with_interval
from screen.sections.shared.counts import click_to_rows, rows_of
from screen.sections.shared.lists import unfolded
from screen.view.view import View

Name = Callable[[str], str]
Pair = tuple[str, str]
Of = Callable[[Joint], str]  # the address of the cases of a pair

SECTOR, OTHER = "sector", "other_sector"
PAIRS_AT_FIRST = 15
ALL_PAIRS = "pairs"


def who_with_whom(figures: Figures, view: View) -> Iterator[Section]:
    """The matrix of sectors, and below it the agencies of one sector or two."""
    below = _(
        "Of 100 cases, in how many both sectors are involved. Bold: the sector at all. Click a number for agencies."
    )
    # one sector alone means its agencies among themselves
    chosen = [code for code in (view.chosen(SECTOR, SECTORS), view.chosen(OTHER, SECTORS)) if code]
    shown = [code for code in SECTORS if code in {row["a"] for row in figures["sector_pairs"]}]
    click = Click(joint_matrix.CLICKED, ((SECTOR, "a"), (OTHER, "b")))
    matrix = _matrix("joint-sectors", shown, figures["sector_pairs"], view, click, chosen)
    names = {code: view.sector_name(code) for code in SECTORS}
    lists = []
    for parameter, label in {SECTOR: _("Agencies of sector"), OTHER: _("and of sector")}.items():
        listed = options({"": _("{label} …").format(label=label), **names})
        lists.append(Choice(parameter, label, listed, view.chosen(parameter, SECTORS), shape="list"))
    parts = (matrix, Row("joint-sectors", tuple(lists)))
    yield Section(matrix.name, _("Who works with whom"), parts, below, "sector_involvement")
    if chosen:
        yield _agencies(figures, (chosen[0], chosen[-1]), view)


def _agencies(figures: Figures, pair: Pair, view: View) -> Section:
    """The agencies of the sectors: a matrix where they are few, else the pairs with the most cases."""
    name, joint = partial(view.name, "agency"), figures["joint"]
    alone = [row for row in figures["agencies_alone"] if row["sector"] in pair]
    sector_of = {row["agency"]: row["sector"] for row in alone}
    codes = sorted(sector_of, key=lambda code: (pair.index(sector_of[code]), in_order(name(code))))
    below = many("{n} agency in these cases", "{n} agencies in these cases", len(codes)).format(n=count(len(codes)))
    shown: tuple[Part, ...] = ()
    if 1 < len(codes) <= MOST:
        click = click_to_rows(view, joint_matrix.CLICKED)
        own = [
            Joint(a=one["agency"], b=one["agency"], cases=one["cases"], share=one["share"], interval=one["interval"])
            for one in alone
        ]
        shown = (_matrix("joint-agencies", codes, [*own, *joint], view, click),)
    elif codes:
        shown = _table(_facing(joint, sector_of, pair), name, view)
    one, other = (view.sector_name(code) for code in pair)
    both = _("{one} and {other}").format(one=one, other=other[:1].lower() + other[1:])
    return Section("joint-agencies", one if one == other else both, shown, below, "joint_involvement")


def _facing(joint: Sequence[Joint], sector_of: Mapping[str, str], pair: Pair) -> Iterator[Joint]:
    """The pairs of agencies of which one is of the first sector and the other of the second, in that order."""
    for row in joint:
        sectors = sector_of.get(row["a"]), sector_of.get(row["b"])
        if sectors == pair:
            yield row
        elif sectors == pair[::-1]:
            yield {**row, "a": row["b"], "b": row["a"]}


def _matrix(
    name: str,
    codes: Sequence[str],
    joint: Sequence[Joint],
    view: View,
    click: Click | None = None,
    chosen: Sequence[str] = (),
) -> Chart:
    """The matrix of these codes, in their order, with their pairs; the chosen one is marked."""
    of_sectors = name == "joint-sectors"
    named = view.sector_name if of_sectors else partial(view.name, "agency")
    of = partial(_rows, view, "with_sectors" if of_sectors else "with_agencies")
    pairs = [row for row in joint if {row["a"], row["b"]} <= {*codes}]
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
                "shown": of_100(row["share"]),
                "chosen": {column, line} == {*chosen},
                "words": _pair_words(row, named),
                "rows": of(row),
            }
        )
    both = [row for row in pairs if row["a"] != row["b"]]
    conclusion = _("Matrix of cases that two sides share: none share a case.")
    if both:
        most = _pair_words(max(both, key=lambda row: row["cases"]), named)
        conclusion = _("Matrix of cases that two sides share. Most often: {meaning}.").format(meaning=most)
    frame = pd.DataFrame(cells, columns=list(CELLS))
    recipe = joint_matrix.joint([named(code) for code in codes], frame, conclusion)
    ordered = sorted(pairs, key=lambda row: (in_order(named(row["a"])), in_order(named(row["b"]))))
    most_cases = _most_cases_first(both, named)[:PAIRS_AT_FIRST]
    caption, heads = _("Cases that two sides share"), (_("One"), _("Other"))
    numbers, narrow = (
        _pairs_table(caption, heads, "joint_involvement", rows, named, of) for rows in (ordered, most_cases)
    )
    return Chart(recipe, name=name, numbers=numbers, csv=Csv(name, pd.DataFrame(pairs)), click=click, narrow=narrow)


def _most_cases_first(pairs: Iterable[Joint], name: Name) -> list[Joint]:
    return sorted(pairs, key=lambda row: (-row["cases"], in_order(name(row["a"])), in_order(name(row["b"]))))


def of_100(share: float) -> str:
    """Whole numbers; what rounds to none or all without being it says so."""
    rounded = round(100 * share)
    if not rounded:
        return "<1"
    return ">99" if rounded == 100 and share < 1 else str(rounded)


def _table(pairs: Iterator[Joint], name: Name, view: View) -> tuple[Part, ...]:
    ordered = _most_cases_first(pairs, name)
    if not ordered:
        return (Words(_("No two of them share a case."), kind="note"),)
    shown, unfold = unfolded(ordered, PAIRS_AT_FIRST, ALL_PAIRS, _("Show all {n} pairs"), view)
    caption, heads = _("Agencies with the most cases in common"), (_("Agency"), _("Other agency"))
    of = partial(_rows, view, "with_agencies")
    table = _pairs_table(caption, heads, "joint_involvement", shown, name, of)
    return table, *unfold, Csv("joint-agencies", pd.DataFrame(ordered))


def _pair_words(row: Joint, name: Name) -> str:
    """In how many cases both are; for a side with itself, in how many it is at all."""
    cases = many("{n} case", "{n} cases", row["cases"]).format(n=count(row["cases"]))
    of_all = _("{cases}, {share} of all").format(cases=cases, share=percent(row["share"]))
    said = with_interval(of_all, row["interval"])
    words = _("{one} at all: {said}") if row["a"] == row["b"] else _("{one} and {other}: {said}")
    return words.format(one=name(row["a"]), other=name(row["b"]), said=said)


def _rows(view: View, parameter: str, row: Joint) -> str:
    """The cases in which both sides are involved."""
    return rows_of(view, "in_scope", **{parameter: ",".join(dict.fromkeys((row["a"], row["b"])))})


def _pairs_table(caption: str, heads: Pair, indicator: str, rows: Sequence[Joint], name: Name, of: Of) -> Table:
    """A row for each pair; `heads` are those of the two names."""
    one, other = (Column(head, figures=False) for head in heads)
    cases, share = (Column(head, indicator=indicator) for head in (_("Cases"), _("Of all cases, 95% range")))
    return table_of(
        caption,
        rows,
        {
            one: lambda row: Phrase(name(row["a"])),
            other: lambda row: Phrase(name(row["b"])),
            cases: lambda row: count_cell(row["cases"], of(row)),
            share: lambda row: Phrase(percent(row["share"]), after=share_range(row["interval"])),
        },
    )
