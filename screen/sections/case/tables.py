"""The tables of a case: what it is, its handovers, its deadlines, and the partners that it lacks."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from config.partner_rules import partner_rules
from documents.sheet import Column, Phrase, Words
from indicators.catalogue import INDICATORS
from screen.frame import figure, parts
from screen.language.formats import count, day, duration_words
from screen.language.words import _, many
from screen.sections.case.names import (
    closed_reasons,
    day_of,
    handover_kinds,
    how_it_ended,
    how_it_stands,
    named,
    offences,
    phases,
    waited,
)
from screen.sections.cooperation.missing_partners import said
from screen.sections.deadlines.charts import kind_names
from screen.sections.shared.case_link import agency_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]


def facts(found: Figures, view: View) -> None:
    """Draw what the case is."""
    columns = [Column(_("Case"), figures=False), Column(found["case_id"], figures=False)]
    rows, heading = [[Phrase(name), value] for name, value in _facts(found, view).items()], _("The case")
    st.html(parts.heading(heading))
    figure.table(view, "case-facts", _("What the case is"), columns, rows, (heading, ""))


def _facts(found: Figures, view: View) -> dict[str, Phrase]:
    words = {
        _("Region"): view.name("region", found["region"]),
        _("County"): view.name("county", found["county"]),
        _("Form of exploitation"): view.name("form", found["form"]),
        _("Age group"): view.name("age_group", found["age_group"]),
        _("Phase of the investigation"): named(phases(), found["investigation_phase"]),
        _("Offence under investigation"): named(offences(), found["offence"]),
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
    reason = named(closed_reasons(), found["closed_reason"])
    return Phrase(words.format(day=day_of(found["closed_at"]), reason=reason))


def handovers(rows: Sequence[Figures], view: View) -> None:
    """Draw the handovers of the case, the latest first."""
    if not rows:
        st.html(parts.heading(_("Handovers"), _("Nothing was handed over in this case")))
        return
    heads = (_("Sent"), _("What"), _("From"), _("To"), _("Outcome"))
    columns = [
        *(Column(head, figures=False) for head in heads),
        column_of("waiting_time", _("Waited")),
    ]
    cells = [_handover(row, view) for row in reversed(rows)]
    told = many("{n} handover, the latest first", "{n} handovers, the latest first", len(rows))
    heading, below = _("Handovers"), told.format(n=count(len(rows)))
    st.html(parts.heading(heading, below))
    figure.table(view, "case-handovers", _("Handovers of the case"), columns, cells, (heading, below))
    figure.download("case-handovers", pd.DataFrame(rows), view)


def _handover(row: Figures, view: View) -> list[Phrase]:
    return [
        Phrase(day_of(row["handed_over_at"])),
        Phrase(named(handover_kinds(), row["kind"])),
        Phrase(view.name("agency", row["from_agency"])),
        Phrase(view.name("agency", row["to_agency"])),
        how_it_ended(row),
        Phrase(waited(row)),
    ]


def deadlines(rows: Sequence[Figures], view: View) -> None:
    """Draw the deadlines of the case, the latest first."""
    if not rows:
        st.html(parts.heading(_("Deadlines"), _("No deadline is recorded in this case")))
        return
    heads = (_("Due"), _("Deadline"), _("Responsible agency"), _("State"))
    columns = [Column(head, figures=False) for head in heads]
    cells = [_deadline(row, view) for row in reversed(rows)]
    told = many("{n} deadline, the latest first", "{n} deadlines, the latest first", len(rows))
    heading, below = _("Deadlines"), told.format(n=count(len(rows)))
    st.html(parts.heading(heading, below))
    figure.table(view, "case-deadlines", _("Deadlines of the case"), columns, cells, (heading, below))
    figure.download("case-deadlines", pd.DataFrame(rows), view)


def _deadline(row: Figures, view: View) -> list[Phrase]:
    return [
        Phrase(day(row["due_day"])),
        Phrase(kind_names()[row["kind"]]),
        agency_cell(row["responsible_agency"], view),
        how_it_stands(row, (row["due_day"] - view.filters.today).days),
    ]


def missing(rows: Sequence[Figures], view: View) -> None:
    """Draw the partners that the rules ask for and the case lacks, each with the next step."""
    rules = {rule.code: said(rule) for rule in partner_rules()}
    if not rows:
        st.html(heading_of("missing_partner", _("Missing partners"), _("None that the rules ask for")))
        return
    found, heading = [rules[row["rule"]] for row in rows], _("Missing partners")
    lines = [parts.sentence(rule.name, "") + parts.order(rule.next_step) for rule in found]
    st.html(heading_of("missing_partner", heading) + "".join(lines))
    figure.keep(view, "case-partners", heading, [Words(rule.next_step, rule.name) for rule in found])
