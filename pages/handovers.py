"""Handovers: from whom to whom they go, how soon they are answered, how long those wait that wait, what is returned."""

from collections.abc import Sequence

from documents.page import Columns, Page
from documents.sheet import Words
from indicators import handovers
from indicators.delays import curves
from indicators.delays.curves import Curve
from indicators.handovers import Between, Summary
from screen.address.period import period_name
from screen.frame import shell
from screen.language.formats import FEW, count, duration_words
from screen.language.words import _, many
from screen.sections.handovers import pair
from screen.sections.handovers.answered import answered_section, returned_section, target_words
from screen.sections.handovers.matrix import matrix_section
from screen.sections.handovers.waiting import past_target, waiting_section
from screen.sections.shared import empty, sentences
from screen.view.view import View


def page(view: View) -> Page:
    """The handovers of what the viewer may see."""
    known = view.compute(handovers.sectors_of_agencies)
    between, unknown = pair.in_address(known, view)
    everyone = view.compute(handovers.summary)
    if not everyone["total"] and not everyone["pending"]:
        return empty.page(view.address)
    figures = view.compute(handovers.summary, between)
    before = view.compute(curves.curve_before, between)
    of_pair = (*pair.choices(between, known, view), answered_section(before, between, view))
    returned = returned_section(figures["answered"], between, view)
    return Page(
        *headline(figures, between, view),
        below(figures, before, between, view),
        (
            *([Words(_not_known(unknown), kind="notice")] if unknown else []),
            Columns((1.5, 1), ((matrix_section(between, view),), of_pair)),
            Columns((1.5, 1), ((waiting_section(between, view),), (*past_target(between, view), returned))),
        ),
    )


def headline(figures: Summary, between: Between, view: View) -> tuple[str, str]:
    """The sentence the page begins with: of the pair, half of whose handovers wait so long; of all, what is late."""
    words = pair.said(between, view)
    if not words:
        return sentences.waiting(figures["pending"], figures["overdue"])
    days, sent = figures["median_response_days"], figures["total"]
    if not sent:
        return "", _("{pair}, no handover was sent in this period").format(pair=words)
    if days is None:
        return "", _("{pair}, fewer than half of the handovers are answered so far").format(pair=words)
    longer = _("{pair}, half of the handovers wait longer than {days}")
    return "", longer.format(pair=words, days=duration_words(days))


def below(figures: Summary, before: Curve | None, between: Between, view: View) -> str:
    """The base of the sentence above, how it was before, the target, and what is not of the past."""
    period, has_pair = period_name(view.address), bool(pair.said(between, view))
    sent = many("{period}: {n} handover.", "{period}: {n} handovers.", figures["total"])
    waiting = many("{n} waits, {past} past target.", "{n} wait, {past} past target.", figures["pending"])
    said = (
        sent.format(period=period, n=count(figures["total"])),
        waiting.format(n=count(figures["pending"]), past=count(figures["overdue"])) if figures["pending"] else "",
        _before(before) if has_pair else "",
        _("Few cases.") if 0 < figures["total"] < FEW and has_pair else "",
        _target(figures),
        sentences.how_delays_count(view),
        sentences.if_past(view),
    )
    return " ".join(filter(None, said))


def _before(before: Curve | None) -> str:
    if before is None or not before.figures["total"]:
        return ""
    days = before.figures["median_response_days"]
    if days is None:
        return _("In the period before, half were never answered.")
    return _("In the period before, it was {days}.").format(days=duration_words(days))


def _target(figures: Summary) -> str:
    days = figures["target_days"]
    return "" if days is None else _("The target is {days}.").format(days=target_words(days))


def _not_known(codes: Sequence[str]) -> str:
    words = _("‘{codes}’ is not a known sector or agency, so it was left out.")
    return words.format(codes="’, ‘".join(code[:40] for code in codes))


if __name__ == "__main__":
    shell.through_the_door("handovers")
