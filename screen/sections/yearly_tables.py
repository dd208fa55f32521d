"""The tables of the yearly report: a table per subject, a line per figure, a column per year."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from documents.sheet import Column, Phrase, Table
from indicators.catalogue import INDICATORS
from indicators.yearly import OfYear
from measures.local_time import from_us, start_of_day
from screen.address.address import moment_text
from screen.language import vocabulary
from screen.language.formats import count, days_cell
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.deadlines import met_cell
from screen.sections.shared import sentences
from screen.sections.shared.cells import (
    count_cell,
    mean_cell,
    median_cell,
    no_data_cell,
    part_cell,
    share_cell,
)
from screen.sections.shared.counts import rows_of
from screen.view.view import View


def _counted(n: int, _year: OfYear) -> Phrase:
    return count_cell(n)


@dataclass(frozen=True)
class Line:
    """A line of a table: its name, the keys by which a year has its number, and the cell of number and year to read. A
    `total`: the sum of the numbers found there. `rows`: the list that the number counts, and what narrows it.
    """

    name: str
    path: tuple[str | int, ...]
    cell: Callable[[Any, OfYear], Phrase] = _counted
    total: bool = False
    rows: tuple[str, tuple[tuple[str, str], ...]] = ("", ())

    def value(self, year: OfYear) -> Any:
        """The number itself; None where it cannot be told."""
        found: Any = year
        for key in self.path:
            found = found[key]
        return sum(found.values()) if self.total else found


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


def table(subject: Subject, years: Sequence[OfYear], view: View) -> Table:
    """The cells to read, line by line; the head of the year that still runs says so."""
    running = _("The year still runs: its figures are those until now, and will change.")
    heads = [Column(year_name(year), "" if year["complete"] else running) for year in years]
    rows = [
        [Phrase(line.name, "total" if line.total else ""), *(_cell(line, year, view) for year in years)]
        for line in subject.lines
    ]
    return Table(subject.heading, [Column(_("Figure"), figures=False), *heads], rows)


def _cell(line: Line, year: OfYear, view: View) -> Phrase:
    shown, (of, narrowed) = line.cell(line.value(year), year), line.rows
    counts = of and line.value(year) and shown.text[-1:].isdigit()  # a share in percent counts nothing
    return replace(shown, link=_rows(of, dict(narrowed), year, view)) if counts else shown


def _rows(of: str, narrowed: Mapping[str, str], year: OfYear, view: View) -> str:
    """What a year counts, as it was at its last moment; what fell due, once its last day was over."""
    days = {"from": f"{year['year']}-01-01", "to": f"{year['year']}-12-31", "period": ""}
    if year["complete"]:
        over = from_us(start_of_day(date(year["year"] + 1, 1, 1)))
        stood = over if of in ("ended", "met_in_time") else over - timedelta(microseconds=1)
        days["as_of"] = moment_text(stood)
    return rows_of(view, of, **days, **narrowed)


def numbers(subject: Subject, years: Sequence[OfYear]) -> pd.DataFrame:
    """The same, unrounded, to take away: figure, and a column per year; missing where it cannot be told."""
    of_years = {
        year_name(year): pd.Series([line.value(year) for line in subject.lines], dtype=object) for year in years
    }
    return pd.DataFrame({_("Figure"): [line.name for line in subject.lines], **of_years})


def year_name(year: OfYear) -> str:
    """'2025', and of the year that still runs '2026, incomplete'."""
    return str(year["year"]) if year["complete"] else _("{year}, incomplete").format(year=year["year"])


def _cases() -> Subject:
    keys = ("opened", "closed", "in_scope")
    lines = [Line(_(INDICATORS[key].name), ("cases", key), rows=(key, ())) for key in keys]
    at_end = Line(_("Open at the end of the year"), ("cases", "open"), rows=("open", ()))
    return Subject("cases", _("Cases"), _("A case is one presumed victim."), [*lines, at_end])


def _forms() -> Subject:
    below = _("Cases opened in the year, by the form of exploitation as it is recorded today")
    return Subject("forms", _("Form of exploitation"), below, _by_code("exploitation_forms", "opened_by_form", "form"))


def _age_groups() -> Subject:
    below = _("Cases opened in the year, by the victim’s age group as it is recorded today")
    return Subject(
        "age-groups", _("Age group"), below, _by_code("victim_age_groups", "opened_by_age_group", "age_group")
    )


def _by_code(table: str, figure: str, by: str) -> list[Line]:
    names = vocabulary.names(table).items()
    lines = [Line(name, (figure, code), rows=("opened", ((by, code),))) for code, name in names]
    return [*lines, Line(_("All"), (figure,), total=True, rows=("opened", ()))]


def _handovers(view: View) -> Subject:
    median, share, sent = INDICATORS["median_response_delay"], INDICATORS["answered_within_target"], "handovers"
    lines = [
        Line(_("Sent"), (sent, "total"), rows=("sent", ())),
        Line(_("Answered"), (sent, "answered"), rows=("answered", ())),
        Line(_("Waiting at the end of the year"), (sent, "pending"), rows=("waiting", ())),
        Line(_("Past target at the end of the year"), (sent, "overdue"), rows=("past_target", ())),
        Line(_(median.name), (sent, "median_response_days"), _median),
        Line(_("95% range of the median, from"), (sent, "median_interval_days", 0), _edge_of_median),
        Line(_("95% range of the median, to"), (sent, "median_interval_days", 1), _edge_of_median),
        Line(_(share.name), (sent, "answered_within_target"), _in_target),
        Line(_("95% range of the share, from"), (sent, "answered_within_target_interval", 0), _edge_of_share),
        Line(_("95% range of the share, to"), (sent, "answered_within_target_interval", 1), _edge_of_share),
    ]
    return Subject("handovers", _("Handovers sent in the year"), sentences.delay_clock(view), lines)


def _together() -> Subject:
    mean, joint = INDICATORS["agencies_per_case"], INDICATORS["police_social_health"]
    lines = [
        Line(_(mean.name), ("involvement", "agencies_per_case_mean"), _mean),
        Line(_(joint.name), ("involvement", "police_social_health_share"), _joint, rows=("together", ())),
    ]
    below = _(
        "Of the cases that were open at any moment in the year, with the agencies that had joined by its end; in "
        "small, the 95% range"
    )
    return Subject("together", _("Agencies together"), below, lines)


def _deadlines() -> Subject:
    lines = [
        Line(_("Fell due"), ("deadlines", "ended"), rows=("ended", ())),
        Line(_(INDICATORS["deadlines_met_in_time"].name), ("deadlines", "met_in_time"), rows=("met_in_time", ())),
        Line(_("Share met in time, 95% range"), ("deadlines", "met_share"), _met, rows=("met_in_time", ())),
    ]
    return Subject("deadlines", _("Deadlines protecting the victim"), _("Those that fell due in the year"), lines)


def _children(view: View) -> Subject:
    lines = []
    for number, rule in enumerate(rule for rule in view.settings.partner_rules if rule.is_about_children):
        name, concerned, of = rule_words(rule).name, _("{rule}: cases"), (("rule", rule.code),)
        lines.append(Line(concerned.format(rule=name), ("children", number, "of"), rows=("partner_expected", of)))
        lacking = _("{rule}: partner missing").format(rule=name)
        lines.append(Line(lacking, ("children", number, "missing"), rows=("missing_partner", of)))
    below = _(
        "Children’s cases open at the end of the year that a rule concerns, and those of them without the partner"
    )
    return Subject("children", _("Children’s missing partners"), below, lines)


def _median(days: float | None, year: OfYear) -> Phrase:
    return median_cell(days, year["handovers"]["total"])


def _edge_of_median(days: float | None, year: OfYear) -> Phrase:
    return _not_reached(year) if days is None else Phrase(days_cell(days))


def _edge_of_share(share: float | None, year: OfYear) -> Phrase:
    return _not_reached(year) if share is None else share_cell(share, year["handovers"]["total"])


def _not_reached(year: OfYear) -> Phrase:
    return Phrase(_("not reached"), "state") if year["handovers"]["total"] else no_data_cell()


def _in_target(share: float | None, year: OfYear) -> Phrase:
    return share_cell(share, year["handovers"]["total"], bool(year["handovers"]["beyond_last_observation"]))


def _mean(mean: float | None, year: OfYear) -> Phrase:
    return mean_cell(mean, year["involvement"]["cases"])


def _joint(share: float | None, year: OfYear) -> Phrase:
    if share is None:
        return no_data_cell()
    cases = year["involvement"]["cases"]
    of = many("of {n} case", "of {n} cases", cases).format(n=count(cases))
    return part_cell(share, cases, of, year["involvement"]["police_social_health_share_interval"], "")


def _met(_share: float | None, year: OfYear) -> Phrase:
    return met_cell(year["deadlines"], "")
