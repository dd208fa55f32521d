"""Sentences that several pages say."""

from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd

from measures.local_time import local_day, to_us
from screen.address.address import own_days_name
from screen.language.formats import clock, count, day, moment, target_words
from screen.language.words import _, many
from screen.view.view import View


def freshness(now: datetime, stale_since: datetime | None) -> str:
    """How fresh figures are that follow the data; both moments are aware."""
    if stale_since:
        return _("Not updated since {time} · trying again").format(time=clock(stale_since))
    return _("Data as of {moment} · live").format(moment=moment(now, now))


def attributes_are_of_today() -> str:
    """What a look at the past does not take back."""
    return _("Region, form, age group and other details without a date are shown as they are recorded today.")


def if_past(view: View) -> str:
    """The same for a view whose figures are those of an earlier moment; empty for one of now."""
    return attributes_are_of_today() if view.filters.as_of < view.now else ""


def of_a_period_over(view: View) -> str:
    """What is of the period and what is not, where its last day is over; else nothing."""
    filters, day_named = view.filters, day(view.filters.today)
    if not filters.to_day or filters.to_day >= filters.today:
        return ""
    now = _("What is open, waiting or answered is counted now, on {day}.")
    then = _("What is open, waiting or answered is counted as of {day}.")
    of_period = _("Handovers sent and cases opened or closed are those of {days}.").format(
        days=own_days_name(view.address)
    )
    return f"{of_period} {(then if filters.as_of < view.now else now).format(day=day_named)}"


def own_cases(view: View) -> str:
    """Why a list has fewer rows than the figures count; empty where it has them all."""
    return _("Your agency’s cases only") if view.filters.grant.role == "agency" else ""


def none_you_may_see() -> str:
    """The words in place of rows that are counted, where none of them is in a case that the viewer may see."""
    return _("None of them is in a case that you may see.")


def how_delays_count(view: View) -> str:
    """On which clock delays are counted, and how targets were changed in the period, in sentences."""
    return " ".join(filter(None, (delay_clock(view), targets_changed(view, view.filters.from_day))))


def delay_clock(view: View) -> str:
    """On which clock delays are counted, as a sentence."""
    working, calendar = _("Delays are counted in working days."), _("Delays are counted in calendar days.")
    return working if view.filters.delay_clock == "working" else calendar


def targets_changed(view: View, since: date | None) -> str:
    """How targets that count now differ from those on a day (None: the first): an edit holds for past moments too."""
    found = [one for one in view.settings.targets_changed if since is None or local_day(to_us(one.at)) >= since]
    if not found:
        return ""
    first, last = found[0].before, found[-1].after
    codes = {"", *first.by_agency, *last.by_agency}
    targets = ((code, first.days_for(code), last.days_for(code)) for code in codes)
    changed = [one for one in targets if target_words(one[1]) != target_words(one[2])]
    if not changed:
        return ""
    of_these = [
        one.at for one in found if any(one.before.days_for(code) != one.after.days_for(code) for code, *_of in changed)
    ]
    on = day(local_day(to_us(of_these[-1])))
    if len(changed) > 1:
        words = _("{n} targets were changed, the last on {day}; all periods are counted with the new ones.")
        return words.format(n=count(len(changed)), day=on)
    [(code, was, now)] = changed
    words = _("The target was changed from {before} to {after} on {day}; all periods are counted with {after}.")
    if code:
        words = _(
            "The target for {agency} was changed from {before} to {after} on {day}; "
            "all periods are counted with {after}."
        )
    return words.format(agency=view.name("agency", code), before=target_words(was), after=target_words(now), day=on)


def may_be_answered(n: int) -> str:
    """How many handovers wait for an agency that is late with its data; empty where none does."""
    words = many(
        "{n} of them waits for an agency whose data is late, and may be answered.",
        "{n} of them wait for an agency whose data is late, and may be answered.",
        n,
    )
    return words.format(n=count(n)) if n else ""


def about_pauses(handovers: pd.DataFrame) -> str:
    """Why the days waited of some of these handovers and their due days do not agree, from their stopped_days."""
    if not (handovers["stopped_days"] > 0).any():
        return ""
    return _(
        "Days in which a pause stopped the clock do not count as waiting. They put off the due day, unless the "
        "handover has a due day of its own."
    )


def until_midnight(due_today: Iterable[bool]) -> str:
    """Why a handover that has waited longer than its target is not past it: empty where none of these is due today."""
    words = _("A handover that is due today is in time until midnight, even if it has waited longer than its target.")
    return words if any(due_today) else ""


def days_of_clock(view: View) -> str:
    """'working days' or 'calendar days', as delays are counted."""
    return _("working days") if view.filters.delay_clock == "working" else _("calendar days")


def no_handover_waits() -> str:
    """What is said of the handovers that wait where there are none."""
    return _("No handover waits for an answer")


def waiting(pending: int, late: int) -> tuple[str, str]:
    """How many of the waiting handovers are past target: the figure that needs attention, and the rest."""
    if not pending:
        return "", no_handover_waits()
    if not late:
        words = many(
            "Nothing is past its target; {n} handover waits", "Nothing is past its target; {n} handovers wait", pending
        )
        return "", words.format(n=count(pending))
    lead = many("{late} of {pending}", "{late} of {pending}", late).format(late=count(late), pending=count(pending))
    rest = many("waiting handover is past its target", "waiting handovers are past their target", pending)
    return lead, rest
