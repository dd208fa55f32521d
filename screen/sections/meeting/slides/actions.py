"""Slide: what was agreed, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from documents.sheet import Block, Column, Phrase, Sheet, Table, Words
from screen.language import vocabulary
from screen.language.formats import count, day_of_year
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import told

MOST = 8


def sheet(name: str, figures: Mapping[str, Any], meeting: int) -> Sheet:
    """The slide of a meeting, from `indicators.meeting.actions.agreed_actions`."""
    actions = figures["actions"]
    if not actions:
        return Sheet(
            name, told(_("No action is agreed yet")), [Words(_("What is agreed in a meeting is listed here."))]
        )
    blocks: list[Block] = [table(actions[:MOST], meeting)]
    if (left := len(actions) - MOST) > 0:
        words = many("And {n} more, due later.", "And {n} more, due later.", left)
        blocks.append(Words(words.format(n=count(left))))
    return Sheet(name, _title(actions, meeting), blocks)


def table(actions: Sequence[Mapping[str, Any]], meeting: int) -> Table:
    """What, who, by when, and where it stands; what `meeting` itself agreed is new."""
    columns = [Column(head, figures=False) for head in (_("What"), _("Who"), _("By"), _("Where it stands"))]
    rows = [
        [
            Phrase(action["what"], before=_("New:") if action["meeting"] == meeting else ""),
            Phrase(action["who"]),
            Phrase(day_of_year(date.fromisoformat(action["due_on"]))),
            state(action, meeting),
        ]
        for action in actions
    ]
    return Table(_("Agreed actions, by day"), columns, rows)


def state(action: Mapping[str, Any], meeting: int) -> Phrase:
    """Where an action stands, in words with a mark."""
    left = _left(action)
    if action["state"] == "done":
        return Phrase(_("✓ Done: {how}").format(how=vocabulary.name("action_outcomes", action["how"])), "flagged")
    if action["state"] == "late":
        return Phrase(_("◆ Late: {left}").format(left=left) if left else _("◆ Late"), "attention")
    if action["state"] == "under_way":
        if action["meeting"] == meeting:
            return Phrase(_("○ Agreed today"))
        return Phrase(_("○ Under way: {left}").format(left=left) if left else _("○ Under way"))
    others = {"gone": _("Gone from the data"), "dropped": _("Dropped"), "unknown": _("Told once it is fixed")}
    return Phrase(others[action["state"]], "state")


def _title(actions: Sequence[Mapping[str, Any]], meeting: int) -> Sequence[Phrase]:
    """How many of those agreed before are done, and how many are late."""
    before = [action for action in actions if action["meeting"] != meeting]
    done, late = (sum(action["state"] == state for action in before) for state in ("done", "late"))
    if not before:
        n = len(actions)
        return told(many("{n} action agreed today", "{n} actions agreed today", n), n=count(n))
    if late:
        words = _("Agreed actions: {done} of {all} done, *{late} late*")
        return told(words, done=count(done), all=count(len(before)), late=count(late))
    return told(_("Agreed actions: {done} of {all} done"), done=count(done), all=count(len(before)))


def _left(action: Mapping[str, Any]) -> str:
    """Of a region or rule: how much was to be done, and how much still is."""
    if action["about_kind"] not in ("region", "rule") or action["figure_now"] is None:
        return ""
    now, then = count(action["figure_now"]), count(action["figure_then"] or 0)
    return _("{now} left, {then} then").format(now=now, then=then)
