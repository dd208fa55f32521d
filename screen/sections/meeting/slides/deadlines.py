"""Slide: periods and deadlines that protect victims: what is past due, and what comes within 14 days."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from documents.sheet import Block, Column, Phrase, Said, Sheet, Table, Words, table_of
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import Row, Rows, largest, led, nowhere, told
from screen.sections.shared.cells import count_cell, past_target_cell
from screen.sections.shared.counts import filled, joined
from screen.view.view import View

ROWS = 8


def sheet(name: str, figures: Mapping[str, Any], view: View, rows: Rows = nowhere) -> Sheet:
    """The slide, from `indicators.meeting.periods_and_deadlines`."""
    blocks: list[Block] = [Words(joined(_period(period, rows) for period in figures["periods"]))]
    if figures["overdue"] or figures["due_soon"]:
        blocks.append(_table(figures, view, rows))
    return Sheet(name, _title(figures["overdue"], figures["due_soon"], rows), blocks)


def _title(overdue: int, due_soon: int, rows: Rows) -> Sequence[Phrase]:
    if overdue:
        words = many(
            "*{n} deadline is past due,* {soon} due within 14 days",
            "*{n} deadlines are past due,* {soon} due within 14 days",
            overdue,
        )
    elif due_soon:
        words = _("No deadline is past due, {soon} due within 14 days")
    else:
        words = _("No deadline is past due, and none due within 14 days")
    links = {"n": rows("overdue"), "soon": rows("due_soon") if due_soon else ""}
    return told(words, links, n=count(overdue), soon=count(due_soon))


def _period(period: Mapping[str, Any], rows: Rows) -> Said:
    """What ends within 14 days, and how much of it without a next step."""
    ending, without = period["ending"], period["without_step"]
    if period["kind"] == "reflection_period_end":
        none = _("No reflection period ends within 14 days.")
        ends = many(
            "{n} reflection period ends within 14 days, {without} without a follow-on step.",
            "{n} reflection periods end within 14 days, {without} without a follow-on step.",
            ending,
        )
    else:
        none = _("No recovery period ends within 14 days.")
        ends = many(
            "{n} recovery period ends within 14 days, {without} without a follow-on step.",
            "{n} recovery periods end within 14 days, {without} without a follow-on step.",
            ending,
        )
    if not ending:
        return none
    each, left = (rows(of, kind=period["kind"]) for of in ("ending", "without_step"))
    return filled(ends, n=led(ending, each), without=led(without, left))


def _table(figures: Mapping[str, Any], view: View, rows: Rows) -> Table:
    by_sector, counted = len(figures["agencies"]) > ROWS, ("overdue", "due_soon")
    found = figures["sectors" if by_sector else "agencies"]
    most = ROWS if len(found) <= ROWS else ROWS - 1  # the last row is for all others
    shown, others = largest(found, counted, most, view, unknown=_("No responsible agency"))
    if others:
        rest = {column: sum(row[column] for row in others) for column in counted}
        shown.append({"name": _("and {n} more").format(n=count(len(others))), **rest})
    head = _("Sector of the responsible agency") if by_sector else _("Responsible agency")

    def of(row: Row, listed: str) -> str:
        """Of an agency; a list knows no sector of a responsible agency."""
        return rows(listed, responsible_agency=row["agency"]) if "agency" in row else ""

    columns: dict[Column, Callable[[Row], Phrase]] = {
        Column(head, figures=False): lambda row: Phrase(row["name"]),
        Column(_("Past due")): lambda row: past_target_cell(row["overdue"], of(row, "overdue")),
        Column(_("Within 14 days")): lambda row: count_cell(row["due_soon"], of(row, "due_soon")),
    }
    return table_of(_("Deadlines of open cases, in order of name"), shown, columns)
