"""The words of one case: kinds of handovers, how they ended, reasons of pauses, how deadlines stand."""

from collections.abc import Mapping
from typing import Any

from documents.sheet import Phrase
from measures.local_time import local_day
from screen.language.formats import day, duration_words, whole_days
from screen.language.words import _

Figures = Mapping[str, Any]


def handover_kinds() -> dict[str, str]:
    """Names of the kinds of handovers."""
    return {
        "case": _("Case"),
        "assistance_referral": _("Referral to the assistance system"),
        "investigation": _("Investigation"),
        "support": _("Support"),
        "information": _("Information"),
        "event": _("Event"),
        "unknown": _("Unknown"),
    }


def pause_reasons() -> dict[str, str]:
    """Names of the reasons for which a case is paused."""
    return {
        "recovery": _("Recovery period"),
        "consent": _("Consent is pending"),
        "other": _("Other reason"),
        "unknown": _("Unknown"),
    }


def closed_reasons() -> dict[str, str]:
    """Why a case was closed."""
    return {
        "help_ended": _("Help ended"),
        "left_country": _("Left the country"),
        "disappeared": _("Disappeared"),
        "moved": _("Moved"),
        "not_a_victim": _("Not a victim"),
        "other": _("Other reason"),
        "unknown": _("Unknown"),
    }


def phases() -> dict[str, str]:
    """Names of the phases of an investigation."""
    return {
        "none": _("No investigation"),
        "pre_trial": _("Pre-trial investigation"),
        "charges": _("Consideration of charges"),
        "trial": _("Trial"),
        "ended": _("Ended"),
        "unknown": _("Unknown"),
    }


def offences() -> dict[str, str]:
    """Names of the offences that are investigated."""
    return {
        "trafficking": _("Trafficking in human beings"),
        "sexual": _("Sexual offence"),
        "violent": _("Violent offence"),
        "other": _("Other offence"),
        "unknown": _("Unknown"),
    }


def named(names: Mapping[str, str], code: str) -> str:
    """The name of a code, or the code where it has none."""
    return names.get(code, code)


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
