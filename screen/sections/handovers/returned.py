"""Handovers that came back: why they were rejected or returned."""

import pandas as pd

from documents.page import Section
from documents.sheet import Column, Csv
from indicators import handovers
from indicators.handovers import Between
from screen.language import vocabulary
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.shared.bars import Bar, bars_chart, listed
from screen.view.view import View


def returned_section(answered: int, between: Between, view: View) -> Section:
    """Rejected and returned handovers by reason, of all that were answered."""
    name, heading, indicator = "handovers-returned", _("Returned, by reason"), "returned_share"
    if not answered:
        return Section(name, heading, (), _("No answers in this period"), indicator)
    found = {row["reason"]: row["handovers"] for row in view.compute(handovers.returned_by_reason, between)}
    told = _("{n} of {answered} answers in the period reject or return the handover")
    below = told.format(n=count(sum(found.values())), answered=count(answered))
    if not sum(found.values()):
        return Section(name, heading, (), below, indicator)
    names = vocabulary.names("response_reasons")
    rows = {code: found.get(code, 0) for code in (*names, *(code for code in found if code not in names))}
    bars = [Bar(names.get(code, code), n, _words(names.get(code, code), n), strong=True) for code, n in rows.items()]
    conclusion = _("Bars of returned handovers by reason: {reasons}.").format(reasons=listed(bars))
    table = _("Returned by reason"), Column(_("Reason"), figures=False), Column(_("Handovers"), indicator=indicator)
    file = Csv(name, pd.DataFrame({"reason": list(rows), "handovers": list(rows.values())}))
    return Section(name, heading, (bars_chart(name, bars, conclusion, table, file),), below, indicator)


def _words(name: str, n: int) -> str:
    return many("{name}: {n} handover", "{name}: {n} handovers", n).format(name=name, n=count(n))
