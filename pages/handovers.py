"""Handovers: from whom to whom they go, how soon they are answered, how long those wait that wait, what is returned."""

from collections.abc import Mapping

from documents.page import Columns, Page, Part, Section
from documents.sheet import Said, Words
from indicators import handovers
from indicators.delays import curves
from indicators.delays.curves import Curve, Delays
from indicators.handovers import Between
from screen.address.address import period_name
from screen.language.formats import FEW, duration_words, target_words
from screen.language.words import _, many
from screen.sections.handovers import answers, matrix, waiting
from screen.sections.shared import empty, sentences
from screen.sections.shared.counts import counted, filled, joined, rows_of, sides_of
from screen.view.view import View


def page(view: View) -> Page:
    """The handovers of what the viewer may see."""
    known = view.compute(handovers.sectors_of_agencies)
    between, unknown = matrix.pair_in_address(known, view)
    everyone = view.compute(curves.curve, handovers.Between()).figures
    if not everyone["total"] and not everyone["pending"]:
        return empty.page(view.address)
    figures, pair = view.compute(curves.curve, between).figures, matrix.pair_in_words(between, view)
    before = view.compute(curves.curve_before, between)
    of_pair = (*matrix.pair_choices(between, known, view), answers.answered_section(before, between, view))
    returned = answers.returned_section(figures, between, view)
    late = waiting.past_target(figures["overdue"], between, view)
    not_known = _("‘{codes}’ is not a known sector or agency, so it was left out.")
    notice = Words(not_known.format(codes="’, ‘".join(code[:40] for code in unknown)), kind="notice")
    parts: tuple[Part, ...] = (
        *([notice] if unknown else []),
        Columns((1.5, 1), ((matrix.matrix_section(between, view),), of_pair)),
        Columns((1.5, 1), _below_the_matrix(waiting.waiting_section(between, view), returned, late)),
    )
    link = "" if pair else rows_of(view, "past_target")
    return Page(*headline(figures, pair), below(figures, before, pair, between, view), parts, link=link)


def _below_the_matrix(waits: Section, returned: Section, late: tuple[Section, ...]) -> tuple[tuple[Part, ...], ...]:
    """Two columns that are filled: what was returned stands on the right where no rows do."""
    if any(section.logged for section in late):
        return (waits, returned), late
    return (waits,), (*late, returned)


def headline(figures: Delays, pair: str) -> tuple[str, str]:
    """The sentence the page begins with: of the pair, half of whose handovers wait so long; of all, what is late."""
    if not pair:
        return sentences.waiting(figures["pending"], figures["overdue"])
    days = figures["median_response_days"]
    if not figures["total"]:
        return "", _("{pair}, no handover was sent in this period").format(pair=pair)
    if days is None:
        return "", _("{pair}, fewer than half of the handovers are answered so far").format(pair=pair)
    longer = _("{pair}, half of the handovers wait longer than {days}")
    return "", longer.format(pair=pair, days=duration_words(days))


def below(figures: Delays, before: Curve | None, pair: str, between: Between, view: View) -> Said:
    """The base of the sentence above, of how many the data is late, how it was before, the target, of how many it is
    not, and what is not of the past; counts lead to their rows.
    """
    ages, sides = view.compute(handovers.waiting_ages, between), sides_of(between)
    sent = many("{period}: {n} handover.", "{period}: {n} handovers.", figures["total"])
    waits = many("{n} waits, {past} past target.", "{n} wait, {past} past target.", figures["pending"])
    total, pending, past = (
        counted(n, view, of, **sides)
        for of, n in (("sent", figures["total"]), ("waiting", figures["pending"]), ("past_target", figures["overdue"]))
    )
    said = (
        filled(sent, period=period_name(view.address), n=total),
        filled(waits, n=pending, past=past) if figures["pending"] else "",
        sentences.may_be_answered(waiting.with_late_data(ages, view)),
        _before(before) if pair else "",
        _("Few cases.") if 0 < figures["total"] < FEW and pair else "",
        _target(figures["target_days"], waiting.with_own_day(ages), sides, view),
        sentences.how_delays_count(view),
        sentences.if_past(view),
    )
    return joined(said)


def _target(days: float | None, own: int, sides: Mapping[str, str], view: View) -> Said:
    if days is None:
        return ""
    if not own:
        return _("The target is {days}.").format(days=target_words(days))
    words = many(
        "The target is {days}; {n} of the waiting handovers has a due day of its own.",
        "The target is {days}; {n} of the waiting handovers have a due day of their own.",
        own,
    )
    return filled(words, days=target_words(days), n=counted(own, view, "with_own_due_day", **sides))


def _before(before: Curve | None) -> str:
    if before is None or not before.figures["total"]:
        return ""
    days = before.figures["median_response_days"]
    if days is None:
        return _("In the period before, half were never answered.")
    return _("In the period before, it was {days}.").format(days=duration_words(days))
