"""Lists: the rows behind a count, for those who may see rows of cases."""

from collections.abc import Iterator

from documents.page import Button, Page, Row
from documents.sheet import Words
from indicators import lists
from indicators.handovers import Between
from indicators.lists import SIDES, Listed
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import count
from screen.language.vocabulary import rule_words
from screen.language.words import _
from screen.sections.handovers.matrix import pair_in_words
from screen.sections.lists import PARAMETERS, choice, listed_in_address, number_of_own, rows
from screen.sections.shared import sentences
from screen.view.view import View

# what a viewer is told first is what asks for something to be done
ATTENTION = (
    "without_next_step",
    "without_responsible_agency",
    "missing_partner",
    "past_target",
    "overdue",
    "without_step",
)
OF_PERIOD = (
    *("opened", "closed", "in_scope", "together", "ended", "met_in_time"),
    *("sent", "answered", "returned", "withdrawn", "closed_unanswered", "sent_and_waiting"),
    *("young", "never_answered", "at_once", "before_opening", "after_closing"),
    *("recorded", "without_beginning", "closed_first"),
)


def page(view: View) -> Page:
    """The list that the address names, of what the viewer may see."""
    listed, unknown = listed_in_address(view)
    n = view.compute(lists.number, listed)
    not_known = _("‘{codes}’ is not a known sector, agency, kind or reason, so it was left out.")
    notice = Words(not_known.format(codes="’, ‘".join(code[:40] for code in unknown[:3])), kind="notice")
    narrowed = any(view.given(name) for name in PARAMETERS)
    whole = Button("whole", _("Show the whole list"), tuple((name, ()) for name in (*PARAMETERS, "page")), quiet=True)
    choices = Row("list-choice", (choice(listed), *([whole] if narrowed else [])))
    return Page(
        *headline(listed, n), below(listed, n, view), (*([notice] if unknown else []), choices, *rows(listed, n, view))
    )


def asked_for(view: View) -> str:
    """Which list the address names, and what narrows it; without any figure or case."""
    listed, _unknown = listed_in_address(view)
    return ": ".join(filter(None, (vocabulary.name("lists", listed.of), ", ".join(narrowing(listed, view)))))


def headline(listed: Listed, n: int) -> tuple[str, str]:
    """The sentence the page begins with: how many the list counts, and what they are."""
    if not n:
        return "", _("{list}: none").format(list=vocabulary.name("lists", listed.of))
    rest = vocabulary.name("lists", listed.of, "one" if n == 1 else "more")
    return (count(n), rest) if listed.of in ATTENTION else ("", f"{count(n)} {rest}")


def below(listed: Listed, n: int, view: View) -> str:
    """What narrows the list, its period, how many rows the viewer may see and why, and what is not of the past."""
    period = _("{period}.").format(period=period_name(view.address)) if listed.of in OF_PERIOD else ""
    said = (*(f"{words}." for words in narrowing(listed, view)), period, _own(listed, n, view))
    return " ".join(filter(None, (*said, sentences.if_past(view))))


def narrowing(listed: Listed, view: View) -> Iterator[str]:
    """What narrows the list, each in a few words."""
    if listed.rule:
        yield rule_words(listed.rule).name
    like = dict(listed.like)
    if pair := pair_in_words(Between(**{side: like[side] for side in SIDES if side in like}), view):
        yield pair
    if kind := like.get("kind"):
        yield vocabulary.name("handover_kinds" if listed.record == "handovers" else "deadline_kinds", kind)
    for name in ("closed_reason", "response_reason", "investigation_phase", "offence"):
        if name in like:
            yield _coded(name, like[name])
    if agency := like.get("responsible_agency"):
        yield _("Responsible agency: {name}").format(name=view.name("agency", agency))
    involved = [*(view.name("agency", code) for code in listed.agencies), *map(view.sector_name, listed.sectors)]
    if involved:
        yield _("Involved: {names}").format(names=", ".join(involved))
    if listed.only_sectors is not None:
        names = ", ".join(map(view.sector_name, listed.only_sectors)) or _("No agency")
        yield _("Only these are involved: {names}").format(names=names)
    yield from _range(listed)


def _coded(name: str, code: str) -> str:
    said = vocabulary.name(f"{name}s", code)
    if name.endswith("reason"):
        return _("Reason: {name}").format(name=said)
    return f"{vocabulary.name('unknown_attributes', f'cases.{name}')}: {said}"


def _range(listed: Listed) -> Iterator[str]:
    low, below = listed.at_least, listed.below
    if low is None and below is None:
        return
    high = None if below is None else below - 1
    values = {"low": count(low or 0), "high": "" if high is None else count(high)}
    if listed.of == "in_scope":
        words = _("Agencies: {low} or more") if high is None else _("Agencies: {low}–{high}")
    elif listed.record == "deadlines":
        words = _("Days until due: {low} or more") if high is None else _("Days until due: {low}–{high}")
    elif listed.record == "handovers":
        words = _("Days waited: {low} or more") if high is None else _("Days waited: {low}–{high}")
    else:
        words = _("Days since opening: {low} or more") if high is None else _("Days since opening: {low}–{high}")
    yield words.format(**values)


def _own(listed: Listed, n: int, view: View) -> str:
    """How many of the rows are in cases that an agency may see."""
    own = number_of_own(listed, n, view)
    if own == n:
        return ""
    return _("You see the {own} of them that are in cases of your agency.").format(own=count(own)) if own else ""
