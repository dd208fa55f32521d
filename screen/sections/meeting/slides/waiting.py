"""Slide: who has handovers waiting, and which part of them is past target; by sector where agencies are too many."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.drawing import Recipe
from charts.slide_bars import COLUMNS, has_room, slide_bars
from documents.sheet import Block, Chart, Phrase, Sheet, Words
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import told
from screen.sections.shared import sentences
from screen.view.view import View

MOST = 10


def sheet(name: str, figures: Mapping[str, Any], view: View) -> Sheet:
    """The slide, from `indicators.meeting.waiting_by_agency`."""
    title = _title(figures["pending"], figures["overdue"])
    if not figures["pending"]:
        return Sheet(name, title, [Words(_("When a handover is sent, it waits here until it is answered."))])
    by_sector = len(figures["agencies"]) > MOST
    rows = _named(figures["sectors" if by_sector else "agencies"], view)
    shown = sorted(_largest(rows), key=lambda row: in_order(row["name"]))
    words = _("By sector of the receiver, in order of name.") if by_sector else _("By receiver, in order of name.")
    left = len(rows) - len(shown)
    if left:
        waiting = figures["pending"] - sum(row["pending"] for row in shown)
        more = many("And {n} more with {waiting} waiting.", "And {n} more with {waiting} waiting.", left)
        words = f"{words} {more.format(n=count(left), waiting=count(waiting))}"
    blocks: list[Block] = [Chart(_bars(shown)), Words(words)]
    return Sheet(name, title, blocks)


def _title(pending: int, overdue: int) -> Sequence[Phrase]:
    if not pending:
        return told(sentences.no_handover_waits())
    n = count(pending)
    if not overdue:
        words = many(
            "{n} handover waits for an answer, not past target",
            "{n} handovers wait for an answer, none past target",
            pending,
        )
        return told(words, n=n)
    words = many(
        "{n} handover waits for an answer, *{late} past target*",
        "{n} handovers wait for an answer, *{late} past target*",
        pending,
    )
    return told(words, n=n, late=count(overdue))


def _named(rows: Sequence[Mapping[str, Any]], view: View) -> list[dict[str, Any]]:
    return [
        {**row, "name": view.name("agency", row["agency"]) if "agency" in row else view.sector_name(row["sector"])}
        for row in rows
    ]


def _largest(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those with the most waiting, where there are too many for a slide."""
    return sorted(rows, key=lambda row: (-row["pending"], in_order(row["name"])))[:MOST]


def _bars(rows: Sequence[Mapping[str, Any]]) -> Recipe:
    most = max(row["pending"] for row in rows)
    bars = [
        {"order": order, "name": row["name"], "amount": row["pending"], "past": row["overdue"], **_words(row, most)}
        for order, row in enumerate(rows)
    ]
    said = ", ".join(f"{row['name']} {_beside(row)}" for row in rows)
    alt = _("Waiting handovers by receiver: {rows}.").format(rows=said)
    return slide_bars(pd.DataFrame(bars, columns=list(COLUMNS)), alt)


def _words(row: Mapping[str, Any], most: int) -> dict[str, str]:
    """The part that is past is said in it where it has room, else at the end of the bar."""
    if has_room(row["overdue"], most):
        inside = _("{n} past target").format(n=count(row["overdue"]))
        return {"inside": inside, "beside": _("{n} waiting").format(n=count(row["pending"]))}
    return {"inside": "", "beside": _beside(row)}


def _beside(row: Mapping[str, Any]) -> str:
    if not row["overdue"]:
        return _("{n} waiting").format(n=count(row["pending"]))
    words = _("{n} waiting, {late} past target")
    return words.format(n=count(row["pending"]), late=count(row["overdue"]))
