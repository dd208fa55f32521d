"""Slide: who has handovers waiting, and which part of them is past target; by sector where agencies are too many."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.drawing import Recipe
from charts.slides import BARS, has_room, slide_bars
from documents.sheet import Chart, Phrase, Sheet, Words
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import Row, Rows, largest, nowhere, told
from screen.sections.shared import sentences
from screen.view.view import View

MOST = 10


def sheet(name: str, figures: Mapping[str, Any], view: View, rows: Rows = nowhere) -> Sheet:
    """The slide, from `indicators.meeting.waiting_by_agency`."""
    title = _title(figures["pending"], figures["overdue"], rows)
    if not figures["pending"]:
        return Sheet(name, title, [Words(_("When a handover is sent, it waits here until it is answered."))])
    by_sector = len(figures["agencies"]) > MOST
    shown, others = largest(figures["sectors" if by_sector else "agencies"], ["pending"], MOST, view)
    words = _("By sector of the receiver, in order of name.") if by_sector else _("By receiver, in order of name.")
    if others:
        waiting, left = sum(row["pending"] for row in others), len(others)
        # agencies that are too many are not shown, so these are sectors
        more = many("And {n} more sector with {waiting} waiting.", "And {n} more sectors with {waiting} waiting.", left)
        words = f"{words} {more.format(n=count(left), waiting=count(waiting))}"
    late = sentences.may_be_answered(figures.get("may_be_answered", 0))
    return Sheet(name, title, [Chart(_bars(shown, rows)), Words(" ".join(filter(None, (words, late))))])


def _title(pending: int, overdue: int, rows: Rows) -> Sequence[Phrase]:
    if not pending:
        return told(sentences.no_handover_waits())
    none_late = many(
        "{n} handover waits for an answer, not past target",
        "{n} handovers wait for an answer, none past target",
        pending,
    )
    some_late = many(
        "{n} handover waits for an answer, *{late} past target*",
        "{n} handovers wait for an answer, *{late} past target*",
        pending,
    )
    links = {"n": rows("waiting"), "late": rows("past_target")}
    return told(some_late if overdue else none_late, links, n=count(pending), late=count(overdue))


def _bars(receivers: Sequence[Row], rows: Rows) -> Recipe:
    most = max(row["pending"] for row in receivers)
    bars = []
    for order, row in enumerate(receivers):
        late, waits = count(row["overdue"]), _("{n} waiting").format(n=count(row["pending"]))
        # the part that is past is said in it where it has room, else at the end of the bar
        room = has_room(row["overdue"], most)
        inside = _("{n} past target").format(n=late) if room else ""
        to = {"to_agency": row["agency"]} if "agency" in row else {"to_sector": row["sector"]}
        beside = waits if room else _beside(row)
        bars.append((order, row["name"], row["pending"], row["overdue"], inside, beside, rows("waiting", **to)))
    said = ", ".join(f"{row['name']} {_beside(row)}" for row in receivers)
    alt = _("Waiting handovers by receiver: {rows}.").format(rows=said)
    return slide_bars(pd.DataFrame(bars, columns=list(BARS)), alt)


def _beside(row: Row) -> str:
    words = _("{n} waiting, {late} past target") if row["overdue"] else _("{n} waiting")
    return words.format(n=count(row["pending"]), late=count(row["overdue"]))
