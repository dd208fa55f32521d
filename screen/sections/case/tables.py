"""The tables of a case: what it is, its handovers, its deadlines, and the partners that it lacks."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from documents.page import Section
from documents.sheet import Column, Csv, Phrase, Table, Words
from indicators.catalogue import INDICATORS
from screen.language import vocabulary
from screen.language.formats import count, day, duration_words
from screen.language.rules import rule_words
from screen.language.words import _, many
from screen.sections.case.names import (
    day_of,
    how_it_ended,
    how_it_stands,
    waited,
)
from screen.sections.shared.case_cells import agency_cell
from screen.view.view import View

Figures = Mapping[str, Any]


def facts(found: Figures, view: View) -> Section:
    """What the case is."""
    columns = [Column(_("Case"), figures=False), Column(found["case_id"], figures=False)]
    rows = [[Phrase(name), value] for name, value in _facts(found, view).items()]
    return Section("case-facts", _("The case"), (Table(_("What the case is"), columns, rows),))


def _facts(found: Figures, view: View) -> dict[str, Phrase]:
    words = {
        _("Region"): view.name("region", found["region"]),
        _("County"): view.name("county", found["county"]),
        _("Form of exploitation"): view.name("form", found["form"]),
        _("Age group"): view.name("age_group", found["age_group"]),
        _("Phase of the investigation"): vocabulary.name("investigation_phases", found["investigation_phase"]),
        _("Offence under investigation"): vocabulary.name("offences", found["offence"]),
    }
    paused = duration_words(found["paused_days"]) if found["paused_days"] else ""
    return {
        _("Status"): _status(found),
        **{name: Phrase(value) for name, value in words.items()},
        _("Responsible agency"): agency_cell(found["responsible_agency"], view),
        _("Opened"): Phrase(day_of(found["opened_at"])),
        _("Age"): Phrase(duration_words(found["age_days"]), explained=_(INDICATORS["age"].definition)),
        _("Of that paused"): Phrase(paused) if paused else Phrase(_("none"), "zero"),
    }


def _status(found: Figures) -> Phrase:
    if found["closed_at"] is None:
        return Phrase(_("open, paused now") if found["paused_now"] else _("open"))
    words = _("closed on {day}: {reason}")
    reason = vocabulary.name("closed_reasons", found["closed_reason"])
    return Phrase(words.format(day=day_of(found["closed_at"]), reason=reason))


def handovers(rows: Sequence[Figures], view: View) -> Section:
    """The handovers of the case, the latest first."""
    name, heading = "case-handovers", _("Handovers")
    if not rows:
        return Section(name, heading, (), _("Nothing was handed over in this case"))
    heads = (_("Sent"), _("What"), _("From"), _("To"), _("Outcome"))
    columns = [*(Column(head, figures=False) for head in heads), Column(_("Waited"), indicator="waiting_time")]
    cells = [_handover(row, view) for row in reversed(rows)]
    below = many("{n} handover, the latest first", "{n} handovers, the latest first", len(rows))
    parts = (Table(_("Handovers of the case"), columns, cells), Csv(name, pd.DataFrame(rows)))
    return Section(name, heading, parts, below.format(n=count(len(rows))))


def _handover(row: Figures, view: View) -> list[Phrase]:
    return [
        Phrase(day_of(row["handed_over_at"])),
        Phrase(vocabulary.name("handover_kinds", row["kind"])),
        Phrase(view.name("agency", row["from_agency"])),
        Phrase(view.name("agency", row["to_agency"])),
        how_it_ended(row),
        Phrase(waited(row)),
    ]


def deadlines(rows: Sequence[Figures], view: View) -> Section:
    """The deadlines of the case, the latest first."""
    name, heading = "case-deadlines", _("Deadlines")
    if not rows:
        return Section(name, heading, (), _("No deadline is recorded in this case"))
    columns = [Column(head, figures=False) for head in (_("Due"), _("Deadline"), _("Responsible agency"), _("State"))]
    cells = [_deadline(row, view) for row in reversed(rows)]
    below = many("{n} deadline, the latest first", "{n} deadlines, the latest first", len(rows))
    parts = (Table(_("Deadlines of the case"), columns, cells), Csv(name, pd.DataFrame(rows)))
    return Section(name, heading, parts, below.format(n=count(len(rows))))


def _deadline(row: Figures, view: View) -> list[Phrase]:
    return [
        Phrase(day(row["due_day"])),
        Phrase(vocabulary.name("deadline_kinds", row["kind"])),
        agency_cell(row["responsible_agency"], view),
        how_it_stands(row, (row["due_day"] - view.filters.today).days),
    ]


def missing(rows: Sequence[Figures], view: View) -> Section:
    """The partners that the rules ask for and the case lacks, each with the next step."""
    rules = {rule.code: rule_words(rule) for rule in view.settings.partner_rules}
    name, heading, indicator = "case-partners", _("Missing partners"), "missing_partner"
    if not rows:
        return Section(name, heading, (), _("None that the rules ask for"), indicator)
    found = [rules[row["rule"]] for row in rows]
    parts = tuple(Words(rule.next_step, rule.name, "note") for rule in found)
    return Section(name, heading, parts, indicator=indicator)
