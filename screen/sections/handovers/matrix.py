"""From whom to whom as a matrix: sectors, or the agencies between two sectors; where they are many, a table."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import Any, Literal

import pandas as pd

from charts import from_to_matrix
from charts.from_to_matrix import MOST, Head
from config.codes import SECTORS
from documents.page import Choice, Part, Section, options
from documents.sheet import Chart, Click, Column, Csv, Phrase, Table, Words
from indicators import handovers
from indicators.handovers import Between
from screen.language.formats import count, decimal, duration_words, in_order
from screen.language.words import _, many
from screen.sections.handovers import pair
from screen.sections.shared.cells import count_cell, median_cell, past_target_cell, share_cell
from screen.sections.shared.sector_heads import short_lines
from screen.view.view import View

Figures = Mapping[str, Any]
Kind = Literal["sector", "agency"]

PAIRS_AT_FIRST = 20
ALL_SECTORS = "sectors"
ALL_PAIRS = "pairs"
IN_FILE = ["from", "to", "count", "pending", "overdue", "median_response_days", "answered_within_target"]


def matrix_section(between: Between, view: View) -> Section:
    """Whom handovers go to, by sector or by agency as the viewer chooses; a click chooses the pair."""
    names = {"sector": _("Sectors"), "agency": _("Agencies")}
    usual = "agency" if between.from_agency or between.to_agency else "sector"
    chosen = view.chosen(pair.BY, names, usual)
    choice = Choice(pair.BY, _("From whom to whom by"), options(names), chosen, usual)
    below = _(
        "Number: median days to answer. Circle: handovers waiting now, orange when any is past target. n.r.: not "
        "reached."
    )
    parts = _agencies(between, view) if chosen == "agency" else _sectors(between, view)
    return Section(f"handovers-by-{chosen}", _("From whom to whom"), (choice, *parts), below, "median_response_delay")


def _sectors(between: Between, view: View) -> tuple[Part, ...]:
    pairs = _seen(view.compute(handovers.by_sector_pair))
    flow = _flow(pairs)
    most = sorted(flow, key=lambda code: (-flow[code], SECTORS.index(code)))
    shown = most if view.is_on(ALL_SECTORS) else most[:MOST]
    heads = [Head(code, view.sector_name(code), short_lines(code)) for code in SECTORS if code in shown]
    matrix = _matrix((heads, heads), pairs, between, "sector", view)
    more = view.switch(ALL_SECTORS, _("Show all {n} sectors").format(n=count(len(flow))))
    return (matrix, more) if len(flow) > MOST else (matrix,)


def _agencies(between: Between, view: View) -> tuple[Part, ...]:
    """The agencies between the chosen sectors: a matrix where they are few, else their pairs by name."""
    sectors_only = Between(from_sector=between.from_sector, to_sector=between.to_sector)
    pairs = _seen(view.compute(handovers.pairs, sectors_only))
    words = pair.said(sectors_only, view) or _("Between all sectors")
    told = many("{words}: {n} pair of agencies", "{words}: {n} pairs of agencies", len(pairs))
    base = Words(told.format(words=words, n=count(len(pairs))), kind="note")
    senders, receivers = (_heads({found[side] for found in pairs}, view) for side in ("from", "to"))
    if max(len(senders), len(receivers)) <= MOST:
        return base, _matrix((senders, receivers), pairs, between, "agency", view)
    return base, *_table_of_pairs(pairs, between, view)


def _matrix(
    heads: tuple[Sequence[Head], Sequence[Head]],
    pairs: Sequence[Figures],
    between: Between,
    kind: Kind,
    view: View,
) -> Part:
    if not pairs:
        return _no_handovers()
    sides = (f"from_{kind}", f"to_{kind}")
    senders, receivers = ({head.code: place for place, head in enumerate(side)} for side in heads)
    name = view.sector_name if kind == "sector" else partial(view.name, "agency")
    chosen = tuple(getattr(between, side) for side in sides)
    cells = [
        {
            **_cell(found, name),
            "row": senders[found["from"]],
            "column": receivers[found["to"]],
            "chosen": (found["from"], found["to"]) == chosen,
        }
        for found in pairs
        if found["from"] in senders and found["to"] in receivers
    ]
    frame, file = pd.DataFrame(cells, columns=list(from_to_matrix.CELLS)), _file(pairs, kind)
    return Chart(
        from_to_matrix.matrix(*heads, frame, _conclusion(pairs)),
        name=file.name,
        numbers=_table(pairs, name),
        csv=file,
        click=Click(
            from_to_matrix.CLICKED,
            tuple(zip(sides, ("sender", "receiver"), strict=True)),
            clears=pair.AGENCIES if kind == "sector" else (),
        ),
    )


def _table_of_pairs(pairs: Sequence[Figures], between: Between, view: View) -> tuple[Part, ...]:
    """The pairs of the agencies that are chosen, in order of name."""

    def name(code: str) -> str:
        return view.name("agency", code)

    wanted = (("from", between.from_agency), ("to", between.to_agency))
    own = [found for found in pairs if all(code in (None, found[side]) for side, code in wanted)]
    if not own:
        return (_no_handovers(),)
    ordered = sorted(own, key=lambda found: in_order(_between(found, name)))
    shown = ordered if view.is_on(ALL_PAIRS) else ordered[:PAIRS_AT_FIRST]
    more = view.switch(ALL_PAIRS, _("Show all {n} pairs").format(n=count(len(ordered))))
    unfold = (more,) if len(ordered) > PAIRS_AT_FIRST else ()
    return _table(shown, name), *unfold, _file(ordered, "agency")


def _no_handovers() -> Words:
    return Words(_("No handovers match these filters."), kind="notice")


def _between(found: Figures, name: Callable[[str], str]) -> str:
    return f"{name(found['from'])} → {name(found['to'])}"


def _cell(found: Figures, name: Callable[[str], str]) -> dict[str, Any]:
    days = found["median_response_days"]
    return {
        "sender": found["from"],
        "receiver": found["to"],
        "days": float("nan") if days is None else days,
        "shown": _median(days, found["count"]),
        "waiting": found["pending"],
        "past": bool(found["overdue"]),
        "words": _meaning(found, name),
    }


def _median(days: float | None, sent: int) -> str:
    if days is None:
        return _("n.r.") if sent else ""
    return decimal(days) if round(days, 1) < 10 else count(round(days))


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


def _file(pairs: Sequence[Figures], kind: Kind) -> Csv:
    return Csv(f"handovers-by-{kind}", pd.DataFrame(pairs)[IN_FILE])


def _table(pairs: Sequence[Figures], name: Callable[[str], str]) -> Table:
    heads = {
        "handovers": _("Sent"),
        "pending_handovers": _("Waiting"),
        "overdue": _("Past target"),
        "median_response_delay": _("Median days"),
        "answered_within_target": _("In target"),
    }
    columns = [Column(_("From → to"), figures=False), *(Column(head, indicator=key) for key, head in heads.items())]
    return Table(_("Handovers by pair"), columns, [[Phrase(_between(found, name)), *_cells(found)] for found in pairs])


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


def _heads(codes: set[str], view: View) -> list[Head]:
    """Agencies in order of name, each with its name in a few short lines too."""
    names = sorted(((view.name("agency", code), code) for code in codes), key=lambda named: in_order(named[0]))
    lines = partial(wrap, width=11, max_lines=from_to_matrix.LINES, placeholder="…")
    return [Head(code, name, lines(name)) for name, code in names]
