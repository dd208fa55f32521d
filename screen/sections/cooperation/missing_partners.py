"""Missing partners: a line for each rule, and the regions and cases of the rule that is chosen."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from config.partner_rules import PartnerRule
from documents.page import Choice, Part, Section, options
from documents.sheet import Column, Csv, Phrase, Said, Words, table_of
from indicators import partners
from indicators.partners import RuleFigures
from screen.language.formats import FEW, duration_words, elapsed_words, in_order, whole_days
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.shared import sentences
from screen.sections.shared.cells import case_columns, missing_cell, sureness
from screen.sections.shared.counts import counted, filled, rows_of
from screen.sections.shared.lists import unfolded
from screen.view.view import View

RULE = "rule"
ROWS_AT_FIRST = 15
ALL_ROWS = "rows"


def missing_partners(found: Sequence[RuleFigures], view: View) -> Iterator[Section]:
    """The table of the rules, and the cases of the one that the address names."""
    below = _("Open cases that a rule says need a sector that has not joined; children first")
    rules = {rule.code: rule for rule in view.settings.partner_rules}
    table = table_of(
        _("Missing partners by rule"),
        found,
        {
            Column(_("Rule"), figures=False): lambda row: Phrase(rule_words(rules[row["rule"]]).name),
            Column(_("Due after")): lambda row: _due(rules[row["rule"]]),
            Column(_("Cases"), indicator="missing_partner"): lambda row: _cases(row, view),
            Column(_("Half have waited over"), indicator="without_partner_for"): _waits,
        },
    )
    chosen = view.chosen(RULE, rules)
    names = {"": _("Choose a rule to see its cases"), **{code: rule_words(rule).name for code, rule in rules.items()}}
    choice = Choice(RULE, _("Rule"), options(names), chosen, shape="list")
    parts: tuple[Part, ...] = (table, *_left_out(found, rules, view), Csv("missing-partners", _flat(found)), choice)
    yield Section("missing-partners", _("Missing partners"), parts, below, "missing_partner")
    for figures in found:
        if figures["rule"] == chosen:
            yield _of_rule(figures, rules[chosen], view)


def _due(rule: PartnerRule) -> Phrase:
    basis = {"law": _("law"), "practice": _("practice")}[rule.basis]
    due = _("{days}, {basis}").format(days=whole_days(rule.after_days), basis=basis)
    return Phrase(due, explained=rule_words(rule).source)


def _cases(figures: RuleFigures, view: View) -> Phrase:
    if not figures["of"]:
        return Phrase(_("no such case"), "state")
    return missing_cell(figures, rows_of(view, "missing_partner", rule=figures["rule"]))


def _waits(figures: RuleFigures) -> Phrase:
    days = figures["median_days"]
    if days is None:
        return Phrase(_("none waits"), "zero")
    return Phrase(duration_words(days), after=sureness(figures["missing"] < FEW))


def _left_out(found: Sequence[RuleFigures], rules: Mapping[str, PartnerRule], view: View) -> Iterator[Words]:
    """A sentence for each rule that leaves cases out, with the reason."""
    reasons = {"consent": _("consent is pending"), "recovery": _("the victim is in recovery")}
    for figures in found:
        rule, n = rules[figures["rule"]], figures["left_out"]
        words = many("“{rule}” leaves {n} case out: {reason}", "“{rule}” leaves {n} cases out: {reason}", n)
        reason = reasons.get(str(rule.not_while), _("the case is paused"))
        if n:
            of_them = counted(n, view, "left_out_of_rule", rule=rule.code)
            yield Words(filled(words, rule=rule_words(rule).name, n=of_them, reason=reason), kind="note")


def _of_rule(figures: RuleFigures, rule: PartnerRule, view: View) -> Section:
    """Where the cases are that lack the partner, the next step, and the cases for those who may see them."""
    name, words = "missing-partner", rule_words(rule)
    if not figures["missing"]:
        return Section(name, words.name, (), _("No open case lacks this partner."))
    below = _by_region(figures, view)
    step = (Words(words.next_step, _("Next step:")), Words(words.source, kind="note"))
    if not view.filters.grant.may_read("rows"):
        return Section(name, words.name, step, below)
    every = view.compute(partners.missing_rows, view.settings.partner_rules)
    rows = every[every["rule"] == rule.code]
    if rows.empty:
        none = Words(_("None of them is a case that you may see."), kind="note")
        return Section(name, words.name, (*step, none), below)
    shown, unfold = unfolded(rows.to_dict("records"), ROWS_AT_FIRST, ALL_ROWS, _("Show all {n}"), view)
    without = Column(_("Without it for"), indicator="without_partner_for")
    columns = {**case_columns(view), without: lambda row: Phrase(elapsed_words(row["days"]))}
    table = table_of(_("Open cases without the partner, the oldest first"), shown, columns)
    own = [Words(said, kind="note")] if (said := sentences.own_cases(view)) else []
    parts: tuple[Part, ...] = (*step, *own, table, *unfold, Csv("missing-partner-cases", rows))
    cases = tuple(row["case_id"] for row in shown)
    return Section(name, words.name, parts, below, logged=f"cooperation/{rule.code}", cases=cases)


def _by_region(figures: RuleFigures, view: View) -> Said:
    """How many there are in each region that has any, in order of name."""
    found = [(view.name("region", row["region"]), row) for row in figures["by_region"] if row["missing"]]
    of = partial(counted, view=view, of="missing_partner", rule=figures["rule"])
    places = {
        f"place_{order}": filled(_("{n} in {place}"), n=of(row["missing"], region=row["region"]), place=name)
        for order, (name, row) in enumerate(sorted(found, key=lambda one: in_order(one[0])))
    }
    listed = ", ".join(f"{{{name}}}" for name in places)
    return filled(_("Open cases: {places}").replace("{places}", listed), **places)


def _flat(found: Sequence[RuleFigures]) -> pd.DataFrame:
    """A row for each rule and, under it, one for each of its regions; the region of a rule's own row is empty."""
    rows: list[Mapping[str, Any]] = []
    for figures in found:
        rows += [figures, *({"rule": figures["rule"], **row} for row in figures["by_region"])]
    return pd.DataFrame(rows).drop(columns="by_region", errors="ignore")
