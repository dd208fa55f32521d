"""Figures as table cells. Pure: zeros in grey, past target in the colour of attention, what cannot be told in words."""

from documents.sheet import Phrase
from screen.language.formats import FEW, count, days_cell, decimal, percent
from screen.language.words import _, many


def count_cell(n: int, explained: str = "") -> Phrase:
    """A count; zero stands back."""
    return Phrase(count(n), "" if n else "zero", explained=explained)


def past_target_cell(n: int) -> Phrase:
    """A count that asks to be looked at unless it is zero."""
    return Phrase(count(n), "attention" if n else "zero")


def median_cell(days: float | None, handovers: int) -> Phrase:
    """A median delay, with the number of handovers it rests on."""
    if days is not None:
        return Phrase(days_cell(days), before=few_cases(handovers), explained=_of_handovers(handovers))
    return Phrase(_("not reached"), "state", explained=_of_handovers(handovers)) if handovers else no_data_cell()


def share_cell(share: float | None, handovers: int, at_least: bool = False) -> Phrase:
    """An estimated share of handovers; there is no count to say of few. `at_least`: the estimate is a lower bound."""
    if share is None:
        return no_data_cell()
    if handovers < FEW:
        return Phrase(_("few cases"), "state", explained=_of_handovers(handovers))
    words = _("at least {share}") if at_least else "{share}"
    return Phrase(words.format(share=percent(share)), explained=_of_handovers(handovers))


def mean_cell(mean: float | None, cases: int) -> Phrase:
    """A mean per case, with the number of cases it rests on."""
    if mean is None:
        return no_data_cell()
    of = many("of {n} case", "of {n} cases", cases).format(n=count(cases))
    return Phrase(decimal(mean), before=few_cases(cases), explained=of)


def no_data_cell() -> Phrase:
    """Nothing is in scope."""
    return Phrase(_("no data"), "state")


def few_cases(base: int) -> str:
    """What stands before a figure that rests on few cases."""
    return _("few cases") if base < FEW else ""


def _of_handovers(n: int) -> str:
    return many("of {n} handover", "of {n} handovers", n).format(n=count(n))
