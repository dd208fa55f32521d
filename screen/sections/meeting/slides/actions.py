"""Slide: what was agreed, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from documents.sheet import Block, Column, Phrase, Sheet, Table, Words, table_of
from screen.language import vocabulary
from screen.language.formats import count, day, day_of_year
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import Row, told
from store.own.actions import Action

MOST = 8


def sheet(name: str, figures: Mapping[str, Any], meeting: int) -> Sheet:
    """The slide of a meeting, from `indicators.meeting.actions.agreed_actions`."""
    actions = figures["actions"]
    if not actions:
        words = _("What is agreed in a meeting is listed here.")
        return Sheet(name, told(_("No action is agreed yet")), [Words(words)])
    blocks: list[Block] = [table(actions[:MOST], meeting)]
    if (left := len(actions) - MOST) > 0:
        blocks.append(Words(many("And {n} more, due later.", "And {n} more, due later.", left).format(n=count(left))))
    return Sheet(name, _title(actions, meeting), blocks)


def table(actions: Sequence[Row], meeting: int) -> Table:
    """What, who, by when, and where it stands; what `meeting` itself agreed is new."""
    columns: dict[Column, Callable[[Row], Phrase]] = {
        Column(_("What"), figures=False): lambda action: Phrase(
            action["what"], before=_("New:") if action["meeting"] == meeting else ""
        ),
        Column(_("Who"), figures=False): lambda action: Phrase(action["who"]),
        Column(_("By"), figures=False): lambda action: Phrase(day_of_year(date.fromisoformat(action["due_on"]))),
        Column(_("Status"), figures=False): lambda action: _state(action, meeting),
    }
    return table_of(_("Agreed actions, by day"), actions, columns)


def agreed_table(agreed: Sequence[Action]) -> Table:
    """What one meeting agreed: what, who, and by when."""
    columns: dict[Column, Callable[[Action], Phrase]] = {
        Column(_("What"), figures=False): lambda one: Phrase(one.what),
        Column(_("Who"), figures=False): lambda one: Phrase(one.who),
        Column(_("By"), figures=False): lambda one: Phrase(day(one.due_on)),
    }
    return table_of(_("Agreed in this meeting"), agreed, columns)


def _state(action: Row, meeting: int) -> Phrase:
    """Where an action stands, in words with a mark."""
    left = _left(action)
    match action["state"]:
        case "done":
            return Phrase(_("✓ Done: {how}").format(how=vocabulary.name("action_outcomes", action["how"])), "flagged")
        case "late":
            return Phrase(_("◆ Late: {left}").format(left=left) if left else _("◆ Late"), "attention")
        case "under_way" if action["meeting"] == meeting:
            return Phrase(_("○ Agreed today"))
        case "under_way":
            return Phrase(_("○ Under way: {left}").format(left=left) if left else _("○ Under way"))
    others = {
        "gone": _("Gone from the data"),
        "dropped": _("Dropped"),
        "unknown": _("Shown once the figures are locked"),
    }
    return Phrase(others[action["state"]], "state")


def _title(actions: Sequence[Row], meeting: int) -> Sequence[Phrase]:
    """How many of those agreed before are done, and how many are late."""
    states = [action["state"] for action in actions if action["meeting"] != meeting]
    if not states:
        n = len(actions)
        return told(many("{n} action agreed today", "{n} actions agreed today", n), n=count(n))
    words = _("Agreed actions: {done} of {all} done")
    if late := states.count("late"):
        words = _("Agreed actions: {done} of {all} done, *{late} late*")
    return told(words, done=count(states.count("done")), all=count(len(states)), late=count(late))


def _left(action: Row) -> str:
    """Of a region or rule: how much was to be done, and how much still is."""
    if action["about_kind"] not in ("region", "rule") or action["figure_now"] is None:
        return ""
    now, then = count(action["figure_now"]), count(action["figure_then"] or 0)
    return _("{now} left, {then} then").format(now=now, then=then)
