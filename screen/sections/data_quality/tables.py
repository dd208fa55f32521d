"""The tables of data quality, each with what it is over."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from documents.page import Section
from documents.sheet import Column, Csv, Phrase, Table
from indicators import quality
from screen.language import vocabulary
from screen.language.formats import count, duration_words, in_order, percent
from screen.language.words import _
from screen.sections.shared.cells import count_cell, no_data_cell
from screen.view.view import View

Figures = Mapping[str, Any]


def contract(found: Figures) -> Iterator[Section]:
    """Broken rules by table, and the tables themselves."""
    heading, order = _("Rules that are broken"), list(vocabulary.names("data_tables"))
    if found["broken"]:
        heads = (_("Table"), _("What is wrong"), _("Column"), _("What to do"))
        columns = [*(Column(head, figures=False) for head in heads), Column(_("Breaches"))]
        breaches = sorted(found["breaches"], key=lambda one: (order.index(one["table"]), one["kind"], one["column"]))
        below = _("A row that an import set aside is not here: it lies in the folder that the import named.")
        yield Section("rules", heading, (Table(heading, columns, [_breach(one) for one in breaches]),), below)
    else:
        yield Section("rules", heading, (), _("None is broken."))
    columns = [Column(_("Table"), figures=False), Column(_("Rows")), Column(_("Broken")), Column(_("Left out"))]
    tables = sorted(found["tables"], key=lambda one: order.index(one["table"]))
    rows = [[_table_name(one), *(count_cell(one[name]) for name in ("found", "broken", "left_out"))] for one in tables]
    file = Csv("data-quality-rules", pd.DataFrame(found["breaches"] or tables))
    yield Section("tables", "", (Table(_("Tables as they were read"), columns, rows), file))


def _breach(one: Figures) -> list[Phrase]:
    kind = one["kind"]
    words = (vocabulary.name("data_rules", kind), one["column"], vocabulary.name("data_rules", kind, "what_to_do"))
    return [_table_name(one), *map(Phrase, words), Phrase(count(one["n"]), "attention")]


def _table_name(one: Figures) -> Phrase:
    return Phrase(vocabulary.name("data_tables", one["table"]))


def unknown(rows: Sequence[Figures]) -> Section:
    """What is unknown, in the order of subjects."""
    heading = _("What is unknown")
    columns = [Column(_("Attribute"), figures=False), Column(_("Unknown")), Column(_("Of")), Column(_("Share"))]
    names = vocabulary.names("unknown_attributes")
    cells = [
        [
            Phrase(names[f"{one['subject']}.{one['attribute']}"]),
            count_cell(one["unknown"]),
            count_cell(one["of"]),
            Phrase(percent(one["unknown"] / one["of"])) if one["of"] else no_data_cell(),
        ]
        for one in rows
    ]
    parts = (Table(heading, columns, cells), Csv("data-quality-unknown", pd.DataFrame(rows)))
    return Section("unknown", heading, parts, _("Of cases, handovers and deadlines in the period"))


def left_out(rows: Sequence[Figures]) -> Section:
    """What figures leave out, or count in a way that one should know."""
    heading = _("What figures leave out")
    words = [Column(head, figures=False) for head in (_("What"), _("What figures do with it"))]
    names, effects = vocabulary.names("left_out"), vocabulary.names("left_out", "effect")
    cells = [
        [Phrase(names[one["what"]]), Phrase(effects[one["what"]]), count_cell(one["n"]), count_cell(one["of"])]
        for one in rows
    ]
    table = Table(heading, [*words, Column(_("Number")), Column(_("Of"))], cells)
    parts = (table, Csv("data-quality-left-out", pd.DataFrame(rows)))
    return Section("left-out", heading, parts, _("Or count in a way that one should know"))


def newest(rows: Sequence[Figures]) -> Section:
    """When each kind of record last happened."""
    heading = _("How new the data is")
    columns = [Column(_("What"), figures=False), Column(_("Last"))]
    cells = [[Phrase(vocabulary.name("record_kinds", one["record"])), _ago(one["days"])] for one in rows]
    parts = (Table(heading, columns, cells), Csv("data-quality-newest", pd.DataFrame(rows)))
    return Section("newest", heading, parts, _("When each last happened, of what is chosen above"))


def _ago(days: float | None) -> Phrase:
    if days is None:
        return Phrase(_("never"), "state")
    return Phrase(_("{time} ago").format(time=duration_words(days)))


def silent(view: View) -> Iterator[Section]:
    """Agencies that are silent for longer than chance explains, in order of name."""
    if not view.filters.grant.may_read("places"):
        return
    rows, heading = view.compute(quality.late_agencies), _("Agencies that are silent")
    if not rows:
        none = _("No agency has been silent for longer than chance explains, by how often each acted in the last year.")
        yield Section("silent", heading, (), none)
        return
    below = _(
        "Silent for longer than chance explains, by how often each acted in the last year: deliveries may be late."
    )
    named = sorted(((view.name("agency", row["agency"]), row) for row in rows), key=lambda one: in_order(one[0]))
    acts = _("Days on which it joined a case, sent or answered a handover, of the last 365")
    columns = [Column(_("Agency"), figures=False), Column(_("Days with an act"), acts), Column(_("Last"))]
    cells = [[Phrase(name), count_cell(row["days_with_acts"]), _ago(row["silent_days"])] for name, row in named]
    parts = (Table(heading, columns, cells), Csv("data-quality-silent", pd.DataFrame(rows)))
    yield Section("silent", heading, parts, below)
