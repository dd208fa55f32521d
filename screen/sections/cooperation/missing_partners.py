"""Missing partners: a line for each rule, and the regions and cases of the rule that is chosen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from config.partner_rules import PartnerRule
from documents.page import Choice, Part, Section, options
from documents.sheet import Column, Csv, Phrase, Table, Words
from indicators import partners
from screen.language.formats import FEW, count, duration_words, in_order, out_of, whole_days
from screen.language.rules import rule_words
from screen.language.words import _, many
from screen.sections.shared.case_cells import agency_cell, case_cells
from screen.view.view import View

Figures = Mapping[str, Any]

RULE = "rule"
ROWS_AT_FIRST = 15
ALL_ROWS = "rows"


def missing_partners(found: Sequence[Figures], view: View) -> Iterator[Section]:
    """The table of the rules, and the cases of the one that the address names."""
    below = _("Open cases that a rule says need a sector that has not joined; children first")
    rules = {rule.code: rule for rule in view.settings.partner_rules}
    columns = [
        Column(_("Rule"), figures=False),
        Column(_("Due after")),
        Column(_("Cases"), indicator="missing_partner"),
        Column(_("Half wait over"), indicator="without_partner_for"),
    ]
    rows = [_cells(figures, rules[figures["rule"]]) for figures in found]
    chosen = view.chosen(RULE, rules)
    names = {"": _("Look behind a rule"), **{code: rule_words(rule).name for code, rule in rules.items()}}
    parts: tuple[Part, ...] = (
        Table(_("Missing partners by rule"), columns, rows),
        *_left_out(found, rules),
        Csv("missing-partners", _flat(found)),
        Choice(RULE, _("Rule"), options(names), chosen, shape="list"),
    )
    yield Section("missing-partners", _("Missing partners"), parts, below, "missing_partner")
    for figures in found:
        if figures["rule"] == chosen:
            yield _of_rule(figures, rules[chosen], view)


def _cells(figures: Figures, rule: PartnerRule) -> list[Phrase]:
    basis, words = {"law": _("law"), "practice": _("practice")}[rule.basis], rule_words(rule)
    due = _("{days}, {basis}").format(days=whole_days(rule.after_days), basis=basis)
    return [Phrase(words.name), Phrase(due, explained=words.source), _cases(figures), _waits(figures)]


def _cases(figures: Figures) -> Phrase:
    if not figures["of"]:
        return Phrase(_("no such case"), "state")
    words = out_of(figures["missing"], figures["of"])
    if not figures["missing"]:
        return Phrase(words, "zero")
    if figures["strength"] == "to_consider":
        return Phrase(words, before=_("to consider"))
    return Phrase(words, "attention")


def _waits(figures: Figures) -> Phrase:
    if figures["median_days"] is None:
        return Phrase(_("none waits"), "zero")
    few = _("few cases") if figures["missing"] < FEW else ""
    return Phrase(duration_words(figures["median_days"]), before=few)


def _left_out(found: Sequence[Figures], rules: Mapping[str, PartnerRule]) -> Iterator[Words]:
    """A sentence for each rule that leaves cases out, with the reason."""
    reasons = {"consent": _("consent is pending"), "recovery": _("the victim is in recovery")}
    for figures in found:
        rule, n = rules[figures["rule"]], figures["left_out"]
        words = many("“{rule}” leaves {n} case out: {reason}", "“{rule}” leaves {n} cases out: {reason}", n)
        reason = reasons.get(str(rule.not_while), _("the case is paused"))
        if n:
            yield Words(words.format(rule=rule_words(rule).name, n=count(n), reason=reason), kind="note")


def _of_rule(figures: Figures, rule: PartnerRule, view: View) -> Section:
    """Where the cases are that lack the partner, the next step, and the cases for those who may see them."""
    name, words = "missing-partner", rule_words(rule)
    if not figures["missing"]:
        return Section(name, words.name, (), _("No open case lacks this partner."))
    in_regions = _("{n} in {place}")
    named = [(view.name("region", row["region"]), row["missing"]) for row in figures["by_region"] if row["missing"]]
    named.sort(key=lambda one: in_order(one[0]))
    places = ", ".join(in_regions.format(n=count(n), place=place) for place, n in named)
    below = _("Open cases: {places}").format(places=places)
    step = (Words(words.next_step, _("Next step:")), Words(words.source, kind="note"))
    if not view.filters.grant.may_read("rows"):
        return Section(name, words.name, step, below)
    every = view.compute(partners.missing_rows, view.settings.partner_rules)
    rows = every[every["rule"] == rule.code]
    logged = "" if rows.empty else f"cooperation/{rule.code}"
    return Section(name, words.name, (*step, *_rows(rows, view)), below, logged=logged)


def _rows(rows: pd.DataFrame, view: View) -> tuple[Part, ...]:
    if rows.empty:
        return (Words(_("None of them is a case that you may see."), kind="note"),)
    shown = rows if view.is_on(ALL_ROWS) else rows.head(ROWS_AT_FIRST)
    heads = (_("Case"), _("Region"), _("Responsible agency"))
    columns = [
        *(Column(head, figures=False) for head in heads),
        Column(_("Without it for"), indicator="without_partner_for"),
    ]
    case = case_cells(view)
    cells = [
        [
            case(row["case_id"]),
            Phrase(view.name("region", row["region"])),
            agency_cell(row["responsible_agency"], view),
            Phrase(duration_words(row["days"])),
        ]
        for row in shown.to_dict("records")
    ]
    more = view.switch(ALL_ROWS, _("Show all {n}").format(n=count(len(rows))))
    return (
        Table(_("Open cases without the partner, the oldest first"), columns, cells),
        *([more] if len(rows) > ROWS_AT_FIRST else []),
        Csv("missing-partner-cases", rows),
    )


def _flat(found: Sequence[Figures]) -> pd.DataFrame:
    """A row for each rule and, under it, one for each of its regions; the region of a rule's own row is empty."""
    rows = []
    for figures in found:
        own = {name: value for name, value in figures.items() if name != "by_region"}
        rows += [own, *({"rule": own["rule"], **row} for row in figures["by_region"])]
    return pd.DataFrame(rows)
