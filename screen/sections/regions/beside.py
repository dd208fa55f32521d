"""One region beside the country: the list to choose it from, and each figure of both with its base."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from documents.page import Choice, Section, options
from documents.sheet import Column, Csv, Phrase, Table, Tone, Words
from screen.language.formats import count, decimal, duration_words, in_order
from screen.language.words import _, many
from screen.sections.regions.funnels import Compared, compared, stands_words, value_words
from screen.sections.shared.cells import count_cell, few_cases, no_data_cell
from screen.view.view import View

Figures = Mapping[str, Any]

PARAMETER = "beside"


def choice(figures: Figures, view: View) -> tuple[Choice, str]:
    """The list of regions, and the one that is chosen: the one that the bar names if that is one alone, else ""."""
    codes = [row["region"] for row in figures["opened"]["regions"]]
    names = {code: view.name("region", code) for code in sorted(codes, key=lambda code: _order(code, view))}
    named = [code for code in view.filters.regions if code in names]
    alone = named[0] if len(named) == 1 else ""
    none = _("{region}, as in the filter").format(region=names[alone]) if alone else _("Choose a region")
    chosen = view.chosen(PARAMETER, names)
    control = Choice(PARAMETER, _("Region beside the country"), options({"": none, **names}), chosen, shape="list")
    return control, chosen or alone


def beside(figures: Figures, code: str, view: View) -> Section:
    """The figures of the region beside those of the country."""
    name = "region-beside"
    if not code:
        words = _("Choose a region to see it beside the country; the plots then ring it.")
        return Section(name, "", (Words(words, kind="note"),))
    columns = [
        Column(_("Figure"), figures=False),
        Column(view.name("region", code)),
        Column(_("The country")),
        Column(_("Against chance"), figures=False),
    ]
    country, region = (_of(figures["side_by_side"], one) for one in (None, code))
    untested = Phrase(_("not tested"), "state")
    rows = [
        [Phrase(_("Open cases")), count_cell(region["open"]), count_cell(country["open"]), untested],
        *(_compared_row(key, words, figures[key], code) for key, words in compared().items()),
        [Phrase(_("Half of the handovers answered within")), _median(region), _median(country), untested],
    ]
    caption = _("{region} beside the country").format(region=view.name("region", code))
    return Section(name, "", (Table(caption, columns, rows), Csv(name, pd.DataFrame([region, country]))))


def _order(code: str, view: View) -> str:
    return in_order(view.name("region", code))


def _of(rows: Sequence[Figures], code: str | None) -> Figures:
    return next(row for row in rows if row["region"] == code)


def _compared_row(key: str, words: Compared, found: Figures, code: str) -> list[Phrase]:
    row = _of(found["regions"], code)
    tone: Tone = "attention" if row["stands"] and "99.8" in row["stands"] else ""
    stands = Phrase(stands_words(row["stands"]), tone) if row["stands"] else no_data_cell()
    few = _("few cases") if row["few"] else ""
    value = no_data_cell() if row["value"] is None else Phrase(value_words(row, words), before=few)
    return [Phrase(words.heading), value, _country(words, found), stands]


def _country(words: Compared, found: Figures) -> Phrase:
    counted, base = (sum(row[name] for row in found["regions"]) for name in ("count", "of"))
    if words.is_ratio:
        return Phrase(many("{n} opened", "{n} opened", counted).format(n=count(counted)))
    return Phrase(value_words({"count": counted, "of": base}, words)) if base else no_data_cell()


def _median(row: Figures) -> Phrase:
    n = row["handovers"]
    if not n:
        return no_data_cell()
    of = many("of {n} handover", "of {n} handovers", n).format(n=count(n))
    if row["median_response_days"] is None:
        return Phrase(_("not reached"), "state", explained=of)
    words = _("{median} {interval}, {of}").format(
        median=duration_words(row["median_response_days"]), interval=_interval(*row["median_interval_days"]), of=of
    )
    return Phrase(words, before=few_cases(n))


def _interval(low: float | None, high: float | None) -> str:
    """The interval of a median: '(5.9–6.1)'; its upper end may not be reached."""
    if low is None:
        return _("(interval not known)")
    if high is None:
        return _("({low} or more)").format(low=decimal(low))
    return _("({low}–{high})").format(low=decimal(low), high=decimal(high))
