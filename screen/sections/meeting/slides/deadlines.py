"""Slide: periods and deadlines that protect victims: what is past due, and what comes within 14 days."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.codes import UNKNOWN
from documents.sheet import Block, Column, Phrase, Sheet, Table, Words
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import told
from screen.view.view import View

MOST = 7


def sheet(name: str, figures: Mapping[str, Any], view: View) -> Sheet:
    """The slide, from `indicators.meeting.periods_and_deadlines`."""
    blocks: list[Block] = [Words(" ".join(_period(period) for period in figures["periods"]))]
    if figures["overdue"] or figures["due_soon"]:
        blocks.append(_table(figures, view))
    return Sheet(name, _title(figures["overdue"], figures["due_soon"]), blocks)


def _title(overdue: int, due_soon: int) -> Sequence[Phrase]:
    n, soon = count(overdue), count(due_soon)
    if overdue:
        words = many(
            "*{n} deadline is past due,* {soon} due within 14 days",
            "*{n} deadlines are past due,* {soon} due within 14 days",
            overdue,
        )
        return told(words, n=n, soon=soon)
    if due_soon:
        return told(_("No deadline is past due, {soon} due within 14 days"), soon=soon)
    return told(_("No deadline is past due, and none due within 14 days"))


def _period(period: Mapping[str, Any]) -> str:
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
    return ends.format(n=count(ending), without=count(without)) if ending else none


def _table(figures: Mapping[str, Any], view: View) -> Table:
    by_sector = len(figures["agencies"]) > MOST
    rows = [(_name(row, view), row) for row in figures["sectors" if by_sector else "agencies"]]
    # those with the most, where there are too many for a slide, in order of name
    most = sorted(rows, key=lambda named: (-named[1]["overdue"] - named[1]["due_soon"], in_order(named[0])))[:MOST]
    body = [_row(*named) for named in sorted(most, key=lambda named: in_order(named[0]))]
    if left := len(rows) - len(most):
        others = [row for name, row in rows if (name, row) not in most]
        rest = {column: sum(row[column] for row in others) for column in ("overdue", "due_soon")}
        body.append(_row(_("and {n} more").format(n=count(left)), rest))
    head = _("Sector of the responsible agency") if by_sector else _("Responsible agency")
    columns = [Column(head, figures=False), Column(_("Past due")), Column(_("Within 14 days"))]
    return Table(_("Deadlines of open cases, in order of name"), columns, body)


def _name(row: Mapping[str, Any], view: View) -> str:
    code = row.get("agency", row["sector"])
    if code == UNKNOWN:
        return _("No responsible agency")
    return view.name("agency", code) if "agency" in row else view.sector_name(code)


def _row(name: str, row: Mapping[str, Any]) -> list[Phrase]:
    late, soon = row["overdue"], row["due_soon"]
    return [
        Phrase(name),
        Phrase(count(late), "attention" if late else "zero"),
        Phrase(count(soon), "" if soon else "zero"),
    ]
