"""The words of one case: how its handovers ended and how its deadlines stand."""

from collections.abc import Mapping
from typing import Any

from documents.sheet import Phrase
from measures.local_time import local_day
from screen.language.formats import day, duration_words, whole_days
from screen.language.words import _

Figures = Mapping[str, Any]


def how_it_ended(handover: Figures) -> Phrase:
    """What became of a handover, in words."""
    if handover["state"] == "pending":
        if handover["overdue"]:
            late = whole_days(-handover["days_until_due"])
            return Phrase(_("waits, {days} past target").format(days=late), "attention")
        return Phrase(_("waits"))
    words = {
        "answered": _("accepted"),
        "withdrawn": _("withdrawn"),
        "closed": _("the case closed first"),
    }
    return Phrase(_("returned") if handover["returned"] else words[handover["state"]])


def day_of(us: int) -> str:
    """The Helsinki day of a moment in µs, in words."""
    return day(local_day(us))


def waited(handover: Figures) -> str:
    """How long a handover waited, or waits."""
    return duration_words(handover["waited_days"])


def how_it_stands(deadline: Figures, days_left: int) -> Phrase:
    """How a deadline stands, `days_left` days before its due day (below zero: after it)."""
    words = {
        "met": _("met in time"),
        "met_late": _("met late"),
        "left": _("the case closed first"),
    }
    if deadline["state"] == "overdue":
        return Phrase(_("{days} past due").format(days=whole_days(-days_left)), "attention")
    if deadline["state"] == "ahead":
        return Phrase(_("due in {days}").format(days=whole_days(days_left)) if days_left else _("due today"))
    return Phrase(words[deadline["state"]])
