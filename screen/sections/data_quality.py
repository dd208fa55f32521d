"""The sections of data quality, each with what it is over."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from config.codes import UNKNOWN
from config.partner_rules import PartnerRule
from documents.page import Section
from documents.sheet import Column, Csv, Phrase, Table
from indicators import partners, quality
from screen.language import vocabulary
from screen.language.formats import count, duration_words, in_order, percent
from screen.language.vocabulary import rule_words
from screen.language.words import _
from screen.sections.shared.cells import count_cell, no_data_cell
from screen.sections.shared.counts import NOBODY, rows_of
from screen.view.view import View


def contract(found: quality.Contract) -> Iterator[Section]:
    """Broken rules by table, and the tables themselves."""
    heading, names = _("Rules that are broken"), vocabulary.names("data_tables")
    order = list(names)
    if found["broken"]:
        heads = (_("Table"), _("What is wrong"), _("Column"), _("What to do"))
        columns = [*(Column(head, figures=False) for head in heads), Column(_("Breaches"))]
        breaches = sorted(found["breaches"], key=lambda one: (order.index(one["table"]), one["kind"], one["column"]))
        cells = [[Phrase(names[one["table"]]), *_breach(one)] for one in breaches]
        below = _("A row that an import set aside is not here: it lies in the folder that the import named.")
        yield Section("rules", heading, (Table(heading, columns, cells),), below)
    else:
        yield Section("rules", heading, (), _("No rule is broken."))
    columns = [Column(_("Table"), figures=False), Column(_("Rows")), Column(_("Broken")), Column(_("Left out"))]
    tables = sorted(found["tables"], key=lambda one: order.index(one["table"]))
    cells = [
        [Phrase(names[one["table"]]), *map(count_cell, (one["found"], one["broken"], one["left_out"]))]
        for one in tables
    ]
    file = Csv("data-quality-rules", pd.DataFrame(found["breaches"] or tables))
    yield Section("tables", "", (Table(_("Tables as they were read"), columns, cells), file))


def _breach(one: quality.Breach) -> list[Phrase]:
    rule, to_do = (vocabulary.name("data_rules", one["kind"], kind) for kind in ("", "what_to_do"))
    return [Phrase(rule), Phrase(one["column"]), Phrase(to_do), Phrase(count(one["n"]), "attention")]


# the lists of what may be unknown, and of what it is a part of
LISTS = {"cases": "in_scope", "closed": "closed", "handovers": "sent", "deadlines": "recorded"}
# the lists of what figures leave out
LEFT_OUT = {
    "no_region": ("in_scope", {"region": UNKNOWN}),
    "no_county": ("in_scope", {"county": UNKNOWN}),
    "without_agency": ("in_scope", {"only_sectors": NOBODY}),
    **{of: (of, {}) for of in ("young", "at_once", "before_opening", "after_closing", "withdrawn", "closed_first")},
}
OF_CASES = ("no_region", "no_county", "young", "without_agency")


def unknown(rows: Sequence[quality.Unknown], view: View) -> Section:
    """What is unknown, in the order of subjects."""
    heading, names = _("What is unknown"), vocabulary.names("unknown_attributes")
    columns = [Column(_("Attribute"), figures=False), Column(_("Unknown")), Column(_("Of")), Column(_("Share"))]
    cells = [
        [Phrase(names[f"{one['subject']}.{one['attribute']}"]), *_share(one, *_lists_of(one, view))] for one in rows
    ]
    parts = (Table(heading, columns, cells), Csv("data-quality-unknown", pd.DataFrame(rows)))
    return Section("unknown", heading, parts, _("Of cases, handovers and deadlines in the period"))


def _lists_of(one: quality.Unknown, view: View) -> tuple[str, str]:
    """The rows of which the attribute is unknown, and all of which it might be."""
    of, name = LISTS[one["subject"]], one["attribute"]
    if name == "response_reason":
        of = "returned"
    if name == "started_on":
        return rows_of(view, "without_beginning"), rows_of(view, of)
    return rows_of(view, of, **{name: UNKNOWN}), rows_of(view, of)


def _share(one: quality.Unknown, unknown_rows: str, rows: str) -> list[Phrase]:
    n, of = one["unknown"], one["of"]
    return [count_cell(n, unknown_rows), count_cell(of, rows), Phrase(percent(n / of)) if of else no_data_cell()]


def left_out(rows: Sequence[quality.LeftOut], view: View) -> Section:
    """What figures leave out, or count in a way that one should know."""
    heading = _("What figures leave out")
    words = [Column(head, figures=False) for head in (_("What"), _("Effect on the figures"))]
    names, effects = vocabulary.names("left_out"), vocabulary.names("left_out", "effect")
    cells = [[_what(one, names, view), Phrase(effects[one["what"]]), *_left(one, view)] for one in rows]
    table = Table(heading, [*words, Column(_("Number")), Column(_("Of"))], cells)
    parts = (table, Csv("data-quality-left-out", pd.DataFrame(rows)))
    return Section(
        "left-out", heading, parts, _("What is not counted, and what is counted in a way that you should know about")
    )


def _what(one: quality.LeftOut, names: Mapping[str, str], view: View) -> Phrase:
    """What is left out; of a consent pause, from which rule."""
    rule = _leaving_out_most(view) if one["what"] not in LEFT_OUT and one["n"] else None
    said = names[one["what"]]
    return Phrase(_("{what}: {rule}").format(what=said, rule=rule_words(rule).name) if rule else said)


def _leaving_out_most(view: View) -> PartnerRule | None:
    """The rule that leaves out the most cases: only these are counted."""
    rules = view.settings.partner_rules
    found = {rule["rule"]: (rule["left_out"], rule["of"]) for rule in view.compute(partners.missing, rules)}
    return max(rules, key=lambda rule: found[rule.code], default=None)


def _left(one: quality.LeftOut, view: View) -> list[Phrase]:
    """How many are left out, and of how many; those of a partner rule lead to their rows beside the rule."""
    if one["what"] not in LEFT_OUT:
        rule = _leaving_out_most(view)
        left = rows_of(view, "left_out_of_rule", rule=rule.code) if rule else ""
        return [count_cell(one["n"], left), count_cell(one["of"])]
    (of, narrowed), what = LEFT_OUT[one["what"]], one["what"]
    every = "in_scope" if what in OF_CASES else "recorded" if what == "closed_first" else "sent"
    return [count_cell(one["n"], rows_of(view, of, **narrowed)), count_cell(one["of"], rows_of(view, every))]


def newest(rows: Sequence[quality.Newest]) -> Section:
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
        none = _("No agency has been silent for longer than its own rhythm explains.")
        yield Section("silent", heading, (), none)
        return
    below = _(
        "Silent for so long that, by its own rhythm in the last year, chance would explain it less than once in a "
        "thousand: deliveries may be late. Time counts on working days, except in July and from 23 December to 6 "
        "January."
    )
    named = sorted(((view.name("agency", row["agency"]), row) for row in rows), key=lambda one: in_order(one[0]))
    acts = _("Such days in the last year on which it joined a case, sent or answered a handover")
    columns = [Column(_("Agency"), figures=False), Column(_("Days with an act"), acts), Column(_("Last"))]
    cells = [[Phrase(name), count_cell(row["days_with_acts"]), _ago(row["silent_days"])] for name, row in named]
    parts = (Table(heading, columns, cells), Csv("data-quality-silent", pd.DataFrame(rows)))
    yield Section("silent", heading, parts, below)
