"""Who works with whom: sectors as a matrix, and the agencies of the sectors that are chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from charts import joint_matrix
from charts.joint_matrix import CELLS, MOST, Joint
from config.codes import UNKNOWN
from config.finland import sectors
from documents.sheet import Column, Phrase
from screen.address import chosen
from screen.frame import figure, parts
from screen.frame.figure import Numbers, Over
from screen.language.formats import count, in_order, percent
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]
Name = Callable[[str], str]

SECTOR, OTHER = "sector", "other_sector"
PAIRS_AT_FIRST = 15
ALL_PAIRS = "cooperation-all-pairs"


@dataclass(frozen=True)
class Said:
    """Whom a matrix or table is of (sectors, agencies), the heading over it, the words below that, and their names."""

    kind: str
    over: Over
    name: Name


def draw(figures: Figures, view: View) -> None:
    """Draw the matrix of sectors, and below it the agencies of one sector or two."""
    over = _("Who works with whom"), _how_to_read()
    st.html(heading_of("sector_involvement", *over))
    order = [*(sector.code for sector in sectors()), UNKNOWN]
    found = {row["a"] for row in figures["sector_pairs"]}
    pair = _chosen(order)
    shown = [code for code in order if code in found]
    _matrix(shown, figures["sector_pairs"], pair, Said("sectors", over, view.sector_name), view)
    _lists(order, view)
    if pair:
        _agencies(figures, pair, view)


def _how_to_read() -> str:
    return _(
        "Of 100 cases, in how many both sectors are involved. Bold: the sector at all. Click a number for agencies."
    )


def _chosen(order: Sequence[str]) -> tuple[str, str] | None:
    """The two sectors that the address names; one alone stands for its agencies among themselves."""
    found = [code for code in (chosen.read(SECTOR, order), chosen.read(OTHER, order)) if code]
    return (found[0], found[-1]) if found else None


def _lists(order: Sequence[str], view: View) -> None:
    names = {code: view.sector_name(code) for code in order}
    labels = {SECTOR: _("Agencies of sector"), OTHER: _("and of sector")}
    with st.container(horizontal=True, gap="small"):
        for parameter, label in labels.items():
            chosen.draw("cooperation", parameter, label, {chosen.ANY: _("{label} …").format(label=label), **names})


def _agencies(figures: Figures, pair: tuple[str, str], view: View) -> None:
    """The agencies of the sectors: a matrix where they are few, else the pairs with the most cases."""
    name = partial(view.name, "agency")
    sector_of = {row["agency"]: row["sector"] for row in figures["agencies_alone"] if row["sector"] in pair}
    codes = sorted(sector_of, key=lambda code: (pair.index(sector_of[code]), in_order(name(code))))
    told = many("{n} agency in these cases", "{n} agencies in these cases", len(codes)).format(n=count(len(codes)))
    said = Said("agencies", (_between(pair, view), told), name)
    st.html(heading_of("joint_involvement", *said.over))
    own = [{"a": row["agency"], "b": row["agency"], **_amount(row)} for row in figures["agencies_alone"]]
    if 1 < len(codes) <= MOST:
        _matrix(codes, [*own, *figures["joint"]], None, said, view)
    elif codes:
        _table(_facing(figures["joint"], sector_of, pair), said, view)


def _facing(joint: Sequence[Figures], sector_of: Mapping[str, str], pair: tuple[str, str]) -> list[Figures]:
    """The pairs of agencies of which one is of the first sector and the other of the second, in that order."""
    found = []
    for row in joint:
        a, b = row["a"], row["b"]
        if (sector_of.get(a), sector_of.get(b)) == pair:
            found.append(row)
        elif (sector_of.get(b), sector_of.get(a)) == pair:
            found.append({**row, "a": b, "b": a})
    return found


def _between(pair: tuple[str, str], view: View) -> str:
    one, other = (view.sector_name(code) for code in pair)
    return one if one == other else _("{one} and {other}").format(one=one, other=other[:1].lower() + other[1:])


def _matrix(
    codes: Sequence[str],
    pairs: Sequence[Figures],
    pair: tuple[str, str] | None,
    said: Said,
    view: View,
) -> None:
    name = said.name
    place = {code: number for number, code in enumerate(codes)}
    known = [row for row in pairs if row["a"] in place and row["b"] in place]
    cells = pd.DataFrame([_cell(row, place, pair, name) for row in known], columns=list(CELLS))
    drawing = joint_matrix.joint(Joint([name(code) for code in codes], cells, _conclusion(known, name)), view.theme)
    clicked = _clicked if said.kind == "sectors" else _ignored
    figure.on_click(drawing, f"cooperation-{said.kind}", joint_matrix.CLICKED, clicked)
    figure.under(drawing, _numbers(known, said), view, said.over)


def _cell(row: Figures, place: Mapping[str, int], pair: tuple[str, str] | None, name: Name) -> dict[str, Any]:
    column, line = sorted((row["a"], row["b"]), key=place.__getitem__)
    return {
        "a": column,
        "b": line,
        "row": place[line],
        "column": place[column],
        "share": row["share"],
        "shown": _of_100(row["share"]),
        "chosen": pair is not None and {column, line} == set(pair),
        "words": _meaning(row, name),
    }


def _of_100(share: float) -> str:
    """Whole numbers; what rounds to none or all without being it says so."""
    rounded = round(100 * share)
    if not rounded:
        return "<1"
    return ">99" if rounded == 100 and share < 1 else str(rounded)


def _meaning(row: Figures, name: Name) -> str:
    cases = many("{n} case", "{n} cases", row["cases"]).format(n=count(row["cases"]))
    said = _("{cases}, {share} of all").format(cases=cases, share=percent(row["share"]))
    if row["a"] == row["b"]:
        return _("{one} at all: {said}").format(one=name(row["a"]), said=said)
    return _("{one} and {other}: {said}").format(one=name(row["a"]), other=name(row["b"]), said=said)


def _conclusion(pairs: Sequence[Figures], name: Name) -> str:
    both = [row for row in pairs if row["a"] != row["b"]]
    if not both:
        return _("Matrix of cases that two sides share: none share a case.")
    most = max(both, key=lambda row: row["cases"])
    words = _("Matrix of cases that two sides share. Most often: {meaning}.")
    return words.format(meaning=_meaning(most, name))


def _clicked(mark: Mapping[str, Any]) -> None:
    chosen.choose(SECTOR, str(mark["a"]))
    chosen.choose(OTHER, str(mark["b"]))


def _ignored(mark: Mapping[str, Any]) -> None:
    """Agencies lead nowhere further."""


def _numbers(pairs: Sequence[Figures], said: Said) -> Numbers:
    name, frame = said.name, pd.DataFrame(pairs)
    columns = [Column(_("One"), figures=False), Column(_("Other"), figures=False), *_amount_columns()]
    rows = [
        _named(row, name) for row in sorted(pairs, key=lambda row: (in_order(name(row["a"])), in_order(name(row["b"]))))
    ]
    caption = _("Cases that two sides share")
    return Numbers(f"joint-{said.kind}", caption, columns, rows, frame)


def _table(pairs: Sequence[Figures], said: Said, view: View) -> None:
    name = said.name
    if not pairs:
        st.html(parts.order(_("No two of them share a case.")))
        return
    ordered = sorted(pairs, key=lambda row: (-row["cases"], in_order(name(row["a"])), in_order(name(row["b"]))))
    shown = ordered if st.session_state.get(ALL_PAIRS) else ordered[:PAIRS_AT_FIRST]
    columns = [Column(_("Agency"), figures=False), Column(_("Other agency"), figures=False), *_amount_columns()]
    rows, caption = [_named(row, name) for row in shown], _("Agencies with the most cases in common")
    figure.table(view, "joint-agencies", caption, columns, rows, said.over)
    if len(ordered) > PAIRS_AT_FIRST:
        st.toggle(_("Show all {n} pairs").format(n=count(len(ordered))), key=ALL_PAIRS)
    figure.download("joint-agencies", pd.DataFrame(ordered), view)


def _amount_columns() -> list[Column]:
    return [column_of("joint_involvement", head) for head in (_("Cases"), _("Of all cases"))]


def _named(row: Figures, name: Name) -> list[Phrase]:
    return [Phrase(name(row["a"])), Phrase(name(row["b"])), count_cell(row["cases"]), Phrase(percent(row["share"]))]


def _amount(row: Figures) -> dict[str, Any]:
    return {"cases": row["cases"], "share": row["share"]}
