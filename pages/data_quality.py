"""Data quality: the rules that the data breaks, what it does not know, what figures leave out, and how new it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from documents.sheet import Column, Phrase
from indicators import quality
from screen.address import filter_bar
from screen.frame import figure, parts, shell
from screen.language.formats import count, duration_words, in_order, percent
from screen.language.words import _, many
from screen.sections.data_quality.names import (
    attribute_names,
    left_out_names,
    record_names,
    rule_names,
    table_names,
    what_rules_do,
)
from screen.sections.shared.cells import count_cell, no_data_cell
from screen.view.view import View

Figures = Mapping[str, Any]


def page(view: View) -> None:
    """Draw the quality of the data that the viewer may see figures of; no row of it is shown."""
    if not view.filters.grant.may_read("figures"):
        shell.no_access()
        return
    found = view.compute(quality.figures)
    figure.headline(view, *headline(found), below(found, view))
    left, right = st.columns(2, gap="large")
    with left:
        _contract(found["contract"], view)
        _unknown(found["unknown"], view)
    with right:
        _left_out(found["left_out"], view)
        _newest(found["newest"], view)
        _late(view)


def headline(found: Figures) -> tuple[str, str]:
    """The rules that are broken; where none is, the share of cases without a region."""
    contract = found["contract"]
    if contract["broken"]:
        lead = _("{part} of {base}").format(part=count(contract["broken"]), base=count(contract["rules"]))
        rows = many("rules is broken, in {n} row", "rules are broken, in {n} rows", contract["rows"])
        return lead, rows.format(n=count(contract["rows"]))
    region = next(one for one in found["unknown"] if (one["subject"], one["attribute"]) == ("cases", "region"))
    if not region["of"]:
        return "", _("Nothing breaks the rules of the data contract")
    if not region["unknown"]:
        return "", _("Nothing breaks the rules, and every case has a region")
    share = percent(region["unknown"] / region["of"])
    return "", _("Nothing breaks the rules; {share} of cases have no region").format(share=share)


def below(found: Figures, view: View) -> str:
    """What the rules are over, and what the rest is over."""
    contract = found["contract"]
    rules = _(
        "{rules} rules over all {rows} rows, whatever is chosen above; {left_out} rows count in no figure."
    ).format(rules=count(contract["rules"]), rows=count(contract["found"]), left_out=count(contract["left_out"]))
    rest = many("The rest: {period}, {n} case.", "The rest: {period}, {n} cases.", found["in_scope"])
    return f"{rules} {rest.format(period=filter_bar.period_name(view.address), n=count(found['in_scope']))}"


def _contract(contract: Figures, view: View) -> None:
    """Broken rules by table, and the tables themselves."""
    below_it = _("A row that an import set aside is not here: it lies in the folder that the import named.")
    st.html(parts.heading(_("Rules that are broken"), below_it if contract["broken"] else _("None is broken.")))
    order = list(table_names())
    if contract["broken"]:
        heads = (_("Table"), _("What is wrong"), _("Column"), _("What to do"))
        columns = [*(Column(head, figures=False) for head in heads), Column(_("Breaches"))]
        breaches = sorted(contract["breaches"], key=lambda one: (order.index(one["table"]), one["kind"], one["column"]))
        figure.table(view, "rules", _("Rules that are broken"), columns, [_breach(one) for one in breaches])
    columns = [Column(_("Table"), figures=False), Column(_("Rows")), Column(_("Broken")), Column(_("Left out"))]
    tables = sorted(contract["tables"], key=lambda one: order.index(one["table"]))
    rows = [
        [Phrase(table_names()[one["table"]]), *(count_cell(one[name]) for name in ("found", "broken", "left_out"))]
        for one in tables
    ]
    figure.table(view, "tables", _("Tables as they were read"), columns, rows)
    figure.download("data-quality-rules", pd.DataFrame(contract["breaches"] or tables), view)


def _breach(one: Figures) -> list[Phrase]:
    kind = one["kind"]
    words = (table_names()[one["table"]], rule_names()[kind], one["column"], what_rules_do()[kind])
    return [*(Phrase(word) for word in words), Phrase(count(one["n"]), "attention")]


def _unknown(rows: Sequence[Figures], view: View) -> None:
    """What is unknown, in the order of subjects."""
    st.html(parts.heading(_("What is unknown"), _("Of cases, handovers and deadlines in the period")))
    columns = [Column(_("Attribute"), figures=False), Column(_("Unknown")), Column(_("Of")), Column(_("Share"))]
    names = attribute_names()
    cells = [
        [
            Phrase(names[one["subject"], one["attribute"]]),
            count_cell(one["unknown"]),
            count_cell(one["of"]),
            Phrase(percent(one["unknown"] / one["of"])) if one["of"] else no_data_cell(),
        ]
        for one in rows
    ]
    figure.table(view, "unknown", _("What is unknown"), columns, cells)
    figure.download("data-quality-unknown", pd.DataFrame(rows), view)


def _left_out(rows: Sequence[Figures], view: View) -> None:
    st.html(parts.heading(_("What figures leave out"), _("Or count in a way that one should know")))
    columns = [
        Column(_("What"), figures=False),
        Column(_("What figures do with it"), figures=False),
        Column(_("Number")),
        Column(_("Of")),
    ]
    names = left_out_names()
    cells = [[*map(Phrase, names[one["what"]]), count_cell(one["n"]), count_cell(one["of"])] for one in rows]
    figure.table(view, "left-out", _("What figures leave out"), columns, cells)
    figure.download("data-quality-left-out", pd.DataFrame(rows), view)


def _newest(rows: Sequence[Figures], view: View) -> None:
    st.html(parts.heading(_("How new the data is"), _("When each last happened, of what is chosen above")))
    columns = [Column(_("What"), figures=False), Column(_("Last"))]
    cells = [[Phrase(record_names()[one["record"]]), _ago(one["days"])] for one in rows]
    figure.table(view, "newest", _("How new the data is"), columns, cells)
    figure.download("data-quality-newest", pd.DataFrame(rows), view)


def _ago(days: float | None) -> Phrase:
    if days is None:
        return Phrase(_("never"), "state")
    return Phrase(_("{time} ago").format(time=duration_words(days)))


def _late(view: View) -> None:
    """Agencies that are silent for longer than chance explains, in order of name."""
    if not view.filters.grant.may_read("places"):
        return
    rows = view.compute(quality.late_agencies)
    late = _(
        "Silent for longer than chance explains, by how often each acted in the last year: deliveries may be late."
    )
    none = _("No agency has been silent for longer than chance explains, by how often each acted in the last year.")
    st.html(parts.heading(_("Agencies that are silent"), late if rows else none))
    if not rows:
        return
    named = sorted(((view.name("agency", row["agency"]), row) for row in rows), key=lambda one: in_order(one[0]))
    acts = _("Days on which it joined a case, sent or answered a handover, of the last 365")
    columns = [Column(_("Agency"), figures=False), Column(_("Days with an act"), acts), Column(_("Last"))]
    cells = [[Phrase(name), count_cell(row["days_with_acts"]), _ago(row["silent_days"])] for name, row in named]
    figure.table(view, "silent", _("Agencies that are silent"), columns, cells)
    figure.download("data-quality-silent", pd.DataFrame(rows), view)


if __name__ == "__main__":
    shell.through_the_door("data_quality")
