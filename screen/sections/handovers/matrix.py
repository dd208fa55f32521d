"""From whom to whom as a matrix: sectors, or the agencies between two sectors; where they are many, a table."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import Any, Literal

import pandas as pd
import streamlit as st

from charts import from_to_matrix
from charts.from_to_matrix import MOST, Head, Matrix
from config.finland import sectors
from documents.sheet import Column, Phrase
from indicators import handovers
from indicators.handovers import Between, of
from screen.address import choice
from screen.frame import figure, parts
from screen.frame.figure import Numbers, Over
from screen.language.formats import count, decimal, duration_words, in_order
from screen.language.words import _, many
from screen.sections.handovers import pair
from screen.sections.shared.cells import count_cell, median_cell, past_target_cell, share_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

PAIRS_AT_FIRST = 20
ALL_SECTORS = "handovers-all-sectors"
ALL_PAIRS = "handovers-all-pairs"


def draw(between: Between, view: View) -> None:
    """Draw whom handovers go to, by sector or by agency as the viewer chooses; a click chooses the pair."""
    names = {"sector": _("Sectors"), "agency": _("Agencies")}
    st.html(heading_of("median_response_delay", *_over()))
    at_first = "agency" if between.from_agency or between.to_agency else "sector"
    chosen = choice.one_of(_("From whom to whom by"), names, pair.BY, at_first)
    if chosen == "agency":
        _agencies(between, view)
    else:
        _sectors(between, view)


def _over() -> Over:
    return _("From whom to whom"), _(
        "Number: median days to answer. Circle: handovers waiting now, orange when any is past target. n.r.: not "
        "reached."
    )


def _sectors(between: Between, view: View) -> None:
    pairs = _seen(view.compute(handovers.by_sector_pair))
    order = [*(sector.code for sector in sectors()), "unknown"]
    flow = _flow(pairs)
    most = sorted(flow, key=lambda code: (-flow[code], order.index(code)))
    shown = most if st.session_state.get(ALL_SECTORS) else most[:MOST]
    heads = [Head(code, view.sector_name(code), short_lines(code, view)) for code in order if code in shown]
    chosen = (between.from_sector, between.to_sector)
    _matrix((heads, heads), pairs, chosen, "sector", view)
    if len(flow) > MOST:
        st.toggle(_("Show all {n} sectors").format(n=count(len(flow))), key=ALL_SECTORS)


def _agencies(between: Between, view: View) -> None:
    """The agencies between the chosen sectors: a matrix where they are few, else their pairs by name."""
    sectors_only = Between(from_sector=between.from_sector, to_sector=between.to_sector)
    pairs = _seen(view.compute(of(handovers.pairs, sectors_only)))
    words = pair.said(sectors_only, view) or _("Between all sectors")
    told = many("{words}: {n} pair of agencies", "{words}: {n} pairs of agencies", len(pairs))
    st.html(parts.heading("", told.format(words=words, n=count(len(pairs)))))
    heads = [
        [Head(code, view.name("agency", code), _lines(view.name("agency", code))) for code in _by_name(codes, view)]
        for codes in ({found["from"] for found in pairs}, {found["to"] for found in pairs})
    ]
    if pairs and max(map(len, heads)) <= MOST:
        chosen = (between.from_agency, between.to_agency)
        _matrix((heads[0], heads[1]), pairs, chosen, "agency", view)
    else:
        _table(_of_agencies(pairs, between), told.format(words=words, n=count(len(pairs))), view)


def _of_agencies(pairs: Sequence[Figures], between: Between) -> list[Figures]:
    wanted = (("from", between.from_agency), ("to", between.to_agency))
    return [found for found in pairs if all(code in (None, found[side]) for side, code in wanted)]


def _matrix(
    heads: tuple[Sequence[Head], Sequence[Head]],
    pairs: Sequence[Figures],
    chosen: tuple[str | None, str | None],
    kind: Literal["sector", "agency"],
    view: View,
) -> None:
    name = view.sector_name if kind == "sector" else partial(view.name, "agency")
    if not pairs:
        st.html(parts.notice(_("No handovers match these filters.")))
        return
    rows, columns = heads
    places = [{head.code: place for place, head in enumerate(side)} for side in heads]
    cells = pd.DataFrame(
        [
            {**_cell(found, name), "row": places[0][found["from"]], "column": places[1][found["to"]]}
            for found in pairs
            if found["from"] in places[0] and found["to"] in places[1]
        ],
        columns=list(from_to_matrix.CELLS),
    )
    cells["chosen"] = (cells["sender"] == chosen[0]) & (cells["receiver"] == chosen[1])
    drawing = from_to_matrix.matrix(Matrix(rows, columns, cells, _conclusion(pairs)), view.theme)
    with st.container(key="handovers-matrix"):
        figure.on_click(drawing, f"handovers-matrix-{kind}", from_to_matrix.CLICKED, partial(_clicked, kind))
    figure.under(drawing, _numbers(f"handovers-by-{kind}", pairs, name), view, _over())


def _clicked(kind: str, mark: Mapping[str, Any]) -> None:
    pair.choose(**{f"from_{kind}": str(mark["sender"]), f"to_{kind}": str(mark["receiver"])})


def _cell(found: Figures, name: Callable[[str], str]) -> dict[str, Any]:
    days = found["median_response_days"]
    return {
        "sender": found["from"],
        "receiver": found["to"],
        "days": float("nan") if days is None else days,
        "shown": _("n.r.")
        if days is None and found["count"]
        else ""
        if days is None
        else decimal(days)
        if round(days, 1) < 10
        else count(round(days)),
        "waiting": found["pending"],
        "past": bool(found["overdue"]),
        "words": _meaning(found, name),
    }


def _meaning(found: Figures, name: Callable[[str], str]) -> str:
    days = found["median_response_days"]
    half = (
        _("Fewer than half are answered yet")
        if days is None
        else _("Half are answered within {days}").format(days=duration_words(days))
    )
    words = _("{sender} → {receiver}. {half}. Handovers in the period {n}, waiting {waiting}, past target {past}.")
    return words.format(
        sender=name(found["from"]),
        receiver=name(found["to"]),
        half=half if found["count"] else _("None sent in the period"),
        n=count(found["count"]),
        waiting=count(found["pending"]),
        past=count(found["overdue"]),
    )


def _conclusion(pairs: Sequence[Figures]) -> str:
    waiting, past = (sum(found[name] for found in pairs) for name in ("pending", "overdue"))
    words = _("Matrix of {n} pairs with their median delays. {waiting} handovers wait, {past} of them past target.")
    return words.format(n=count(len(pairs)), waiting=count(waiting), past=count(past))


def _numbers(key: str, pairs: Sequence[Figures], name: Callable[[str], str]) -> Numbers:
    rows = [[Phrase(f"{name(found['from'])} → {name(found['to'])}"), *_cells(found)] for found in pairs]
    kept = ("from", "to", "count", "pending", "overdue", "median_response_days", "answered_within_target")
    frame = pd.DataFrame(pairs)[list(kept)]
    return Numbers(key, _("Handovers by pair"), _columns(), rows, frame)


def _table(pairs: Sequence[Figures], below: str, view: View) -> None:
    def names(found: Figures) -> str:
        return f"{view.name('agency', found['from'])} → {view.name('agency', found['to'])}"

    ordered = sorted(pairs, key=lambda found: in_order(names(found)))
    shown = ordered if st.session_state.get(ALL_PAIRS) else ordered[:PAIRS_AT_FIRST]
    if not pairs:
        st.html(parts.notice(_("No handovers match these filters.")))
        return
    rows, (heading, _reading) = [[Phrase(names(one)), *_cells(one)] for one in shown], _over()
    figure.table(view, "handovers-by-agency", _("Handovers by pair"), _columns(), rows, (heading, below))
    if len(ordered) > PAIRS_AT_FIRST:
        st.toggle(_("Show all {n} pairs").format(n=count(len(ordered))), key=ALL_PAIRS)
    figure.download("handovers-by-agency", _numbers("", ordered, str).csv, view)


def _columns() -> list[Column]:
    heads = {
        "handovers": _("Sent"),
        "pending_handovers": _("Waiting"),
        "overdue": _("Past target"),
        "median_response_delay": _("Median days"),
        "answered_within_target": _("In target"),
    }
    columns = [column_of(key, head) for key, head in heads.items()]
    return [Column(_("From → to"), figures=False), *columns]


def _cells(found: Figures) -> list[Phrase]:
    sent = found["count"]
    return [
        count_cell(sent),
        count_cell(found["pending"]),
        past_target_cell(found["overdue"]),
        median_cell(found["median_response_days"], sent),
        share_cell(found["answered_within_target"], sent, bool(found["beyond_last_observation"])),
    ]


def _seen(pairs: Sequence[Figures]) -> list[Figures]:
    """The pairs between which anything was sent in the period or waits now."""
    return [found for found in pairs if found["count"] or found["pending"]]


def _flow(pairs: Sequence[Figures]) -> dict[str, int]:
    """Handovers that each one sends or receives, in the period or waiting now."""
    flow: dict[str, int] = {}
    for found in pairs:
        for side in ("from", "to"):
            flow[found[side]] = flow.get(found[side], 0) + found["count"] + found["pending"]
    return flow


def _by_name(codes: set[str], view: View) -> list[str]:
    return sorted(codes, key=lambda code: in_order(view.name("agency", code)))


def _lines(name: str) -> list[str]:
    """A name in a few short lines."""
    return wrap(name, 11, max_lines=from_to_matrix.LINES, placeholder="…")


def short_lines(sector: str, view: View) -> list[str]:
    """The name of a sector in short lines; | says where a line ends."""
    return _short_names().get(sector, view.sector_name(sector)).split("|")


def _short_names() -> dict[str, str]:
    return {
        "border": _("Border|guard"),
        "prosecution": _("Prose-|cution"),
        "courts": _("Courts"),
        "legal_aid": _("Legal|aid"),
        "social": _("Social|services"),
        "health": _("Health|care"),
        "forensic_psychiatry": _("Forensic|psychi-|atry"),
        "assistance_system": _("Assist.|system"),
        "occupational_safety": _("Occup.|safety"),
        "migration": _("Migration"),
        "employment": _("Employ-|ment"),
        "ngo": _("Organi-|sations"),
        "rapporteur": _("Rappor-|teur"),
        "coordination": _("Coordi-|nation"),
        "research": _("Research"),
        "foreign_service": _("Missions|abroad"),
        "education": _("Education"),
    }
