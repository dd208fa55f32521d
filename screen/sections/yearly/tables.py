"""The tables of the yearly report: a table per subject, a line per figure, a column per year."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from documents.sheet import Column, Phrase
from indicators.catalogue import INDICATORS
from screen.language import vocabulary
from screen.language.formats import count, days_cell, part
from screen.language.rules import rule_words
from screen.language.words import _, many
from screen.sections.shared import sentences
from screen.sections.shared.cells import count_cell, few_cases, mean_cell, median_cell, no_data_cell, share_cell
from screen.view.view import View

Figures = Mapping[str, Any]
Cell = Callable[[Figures], Phrase]
Value = Callable[[Figures], Any]


@dataclass(frozen=True)
class Line:
    """A line of a table: its name, and of each year's figures a cell to read and the number itself."""

    name: str
    cell: Cell
    value: Value
    total: bool = False


@dataclass(frozen=True)
class Subject:
    """A table of the report. `name` is short, plain ASCII: it names files and keys."""

    name: str
    heading: str
    below: str
    lines: Sequence[Line]


def subjects(view: View) -> list[Subject]:
    """The tables, in order."""
    return [_cases(), _forms(), _age_groups(), _handovers(view), _together(), _deadlines(), _children(view)]


def columns(years: Sequence[Figures], head: str) -> list[Column]:
    """The heads: what the lines are, and each year; the one that still runs says so."""
    running = _("The year still runs: its figures are those until now, and will change.")
    of_years = [
        Column(year_name(year["year"], year["complete"]), "" if year["complete"] else running) for year in years
    ]
    return [Column(head, figures=False), *of_years]


def rows(subject: Subject, years: Sequence[Figures]) -> list[list[Phrase]]:
    """The cells to read, line by line."""
    return [
        [Phrase(line.name, "total" if line.total else ""), *(line.cell(year) for year in years)]
        for line in subject.lines
    ]


def numbers(subject: Subject, years: Sequence[Figures]) -> pd.DataFrame:
    """The same, unrounded, to take away: figure, and a column per year; missing where it cannot be told."""
    of_years = {
        year_name(year["year"], year["complete"]): pd.Series([line.value(year) for line in subject.lines], dtype=object)
        for year in years
    }
    return pd.DataFrame({_("Figure"): [line.name for line in subject.lines], **of_years})


def year_name(year: int, complete: bool) -> str:
    """'2025', and of the year that still runs '2026, incomplete'."""
    return str(year) if complete else _("{year}, incomplete").format(year=year)


def _cases() -> Subject:
    names = {"opened": "opened", "closed": "closed", "in_scope": "in_scope"}
    lines = [_counted(_(INDICATORS[key].name), "cases", name) for name, key in names.items()]
    at_end = _counted(_("Open at the end of the year"), "cases", "open")
    below = _("A case is one presumed victim.")
    return Subject("cases", _("Cases"), below, [*lines, at_end])


def _forms() -> Subject:
    lines = [_counted(name, "opened_by_form", code) for code, name in vocabulary.names("exploitation_forms").items()]
    below = _("Cases opened in the year, by the form of exploitation as it is recorded today")
    return Subject("forms", _("Form of exploitation"), below, [*lines, _all("opened_by_form")])


def _age_groups() -> Subject:
    lines = [
        _counted(name, "opened_by_age_group", code) for code, name in vocabulary.names("victim_age_groups").items()
    ]
    below = _("Cases opened in the year, by the victim’s age group as it is recorded today")
    return Subject("age-groups", _("Age group"), below, [*lines, _all("opened_by_age_group")])


def _handovers(view: View) -> Subject:
    median, share = INDICATORS["median_response_delay"], INDICATORS["answered_within_target"]
    lines = [
        _counted(_("Sent"), "handovers", "total"),
        _counted(_("Answered"), "handovers", "answered"),
        _counted(_("Waiting at the end of the year"), "handovers", "pending"),
        _counted(_("Past target at the end of the year"), "handovers", "overdue"),
        Line(_(median.name), _median, lambda year: year["handovers"]["median_response_days"]),
        _edge(_("95% range of the median, from"), "median_interval_days", 0),
        _edge(_("95% range of the median, to"), "median_interval_days", 1),
        Line(_(share.name), _in_target, lambda year: year["handovers"]["answered_within_target"]),
        _edge(_("95% range of the share, from"), "answered_within_target_interval", 0),
        _edge(_("95% range of the share, to"), "answered_within_target_interval", 1),
    ]
    return Subject("handovers", _("Handovers sent in the year"), sentences.how_delays_count(view), lines)


def _together() -> Subject:
    mean, joint = INDICATORS["agencies_per_case"], INDICATORS["police_social_health"]
    lines = [
        Line(_(mean.name), _agencies, lambda year: year["involvement"]["agencies_per_case_mean"]),
        Line(_(joint.name), _joint, lambda year: year["involvement"]["police_social_health_share"]),
    ]
    below = _("Of the cases that were open at any moment in the year, with the agencies that had joined by its end")
    return Subject("together", _("Agencies together"), below, lines)


def _deadlines() -> Subject:
    met = INDICATORS["deadlines_met_in_time"]
    lines = [
        _counted(_("Fell due"), "deadlines", "ended"),
        _counted(_(met.name), "deadlines", "met_in_time"),
        Line(_("Share met in time"), _met, lambda year: year["deadlines"]["met_share"]),
    ]
    return Subject("deadlines", _("Deadlines that protect the victim"), _("Those that fell due in the year"), lines)


def _children(view: View) -> Subject:
    lines = []
    for number, rule in enumerate(rule for rule in view.settings.partner_rules if rule.is_about_children):
        of, lacking = _of_rule(number, "of"), _of_rule(number, "missing")
        lines += [
            Line(_("{rule}: cases").format(rule=rule_words(rule).name), _cell_of(of), of),
            Line(_("{rule}: partner missing").format(rule=rule_words(rule).name), _cell_of(lacking), lacking),
        ]
    below = _(
        "Children’s cases open at the end of the year that a rule concerns, and those of them without the partner"
    )
    return Subject("children", _("Children’s missing partners"), below, lines)


def _counted(name: str, subject: str, figure: str) -> Line:
    return Line(name, lambda year: count_cell(year[subject][figure]), lambda year: year[subject][figure])


def _all(subject: str) -> Line:
    def total(year: Figures) -> int:
        return sum(year[subject].values())

    return Line(_("All"), lambda year: count_cell(total(year)), total, total=True)


def _of_rule(number: int, figure: str) -> Callable[[Figures], int]:
    return lambda year: int(year["children"][number][figure])


def _cell_of(value: Callable[[Figures], int]) -> Cell:
    return lambda year: count_cell(value(year))


def _edge(name: str, interval: str, edge: int) -> Line:
    def cell(year: Figures) -> Phrase:
        found = year["handovers"][interval][edge]
        if found is None:
            return Phrase(_("not reached"), "state") if year["handovers"]["total"] else no_data_cell()
        if interval == "median_interval_days":
            return Phrase(days_cell(found))
        return share_cell(found, year["handovers"]["total"])

    return Line(name, cell, lambda year: year["handovers"][interval][edge])


def _median(year: Figures) -> Phrase:
    return median_cell(year["handovers"]["median_response_days"], year["handovers"]["total"])


def _in_target(year: Figures) -> Phrase:
    sent = year["handovers"]
    return share_cell(sent["answered_within_target"], sent["total"], bool(sent["beyond_last_observation"]))


def _agencies(year: Figures) -> Phrase:
    return mean_cell(year["involvement"]["agencies_per_case_mean"], year["involvement"]["cases"])


def _joint(year: Figures) -> Phrase:
    share, cases = year["involvement"]["police_social_health_share"], year["involvement"]["cases"]
    of = many("of {n} case", "of {n} cases", cases).format(n=count(cases))
    return _counted_share(share, cases, of)


def _met(year: Figures) -> Phrase:
    share, ended = year["deadlines"]["met_share"], year["deadlines"]["ended"]
    of = many("of {n} deadline that fell due", "of {n} deadlines that fell due", ended).format(n=count(ended))
    return _counted_share(share, ended, of)


def _counted_share(share: float | None, base: int, of: str) -> Phrase:
    if share is None:
        return no_data_cell()
    return Phrase(part(share, base), before=few_cases(base), explained=of)
