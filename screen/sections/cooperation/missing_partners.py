"""Missing partners: a line for each rule, and what lies behind the rule that is chosen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from config.partner_rules import PartnerRule, RuleWords, partner_rules
from documents.sheet import Column, Phrase, Words
from indicators import partners
from screen.address import chosen
from screen.frame import figure, parts
from screen.language.formats import FEW, count, duration_words, in_order, whole_days
from screen.language.words import _, language, many
from screen.sections.shared.case_link import agency_cell, case_cells
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

RULE = "rule"
ROWS_AT_FIRST = 15
ALL_ROWS = "cooperation-all-rows"


def said(rule: PartnerRule) -> RuleWords:
    """A rule in the viewer's language."""
    return rule.words.get(language(), rule.words["en"])


def draw(found: Sequence[Figures], view: View) -> None:
    """Draw the table of the rules, and the cases of the one that the address names."""
    below = _("Open cases that a rule says need a sector that has not joined; children first")
    heading = _("Missing partners")
    st.html(heading_of("missing_partner", heading, below))
    rules = {rule.code: rule for rule in partner_rules()}
    columns = [
        Column(_("Rule"), figures=False),
        Column(_("Due after")),
        column_of("missing_partner", _("Cases")),
        column_of("without_partner_for", _("Half wait over")),
    ]
    rows = [_cells(figures, rules[figures["rule"]]) for figures in found]
    left_out = _left_out(found, rules)
    told = " ".join(f"{sentence}." for sentence in (below, *left_out))
    figure.table(view, "missing-partners", _("Missing partners by rule"), columns, rows, (heading, told))
    if left_out:
        st.html("".join(map(parts.order, left_out)))
    figure.download("missing-partners", _flat(found), view)
    _behind(found, rules, view)


def _cells(figures: Figures, rule: PartnerRule) -> list[Phrase]:
    basis = {"law": _("law"), "practice": _("practice")}[rule.basis]
    due = _("{days}, {basis}").format(days=whole_days(rule.after_days), basis=basis)
    return [Phrase(said(rule).name), Phrase(due, explained=said(rule).source), _cases(figures), _waits(figures)]


def _cases(figures: Figures) -> Phrase:
    if not figures["of"]:
        return Phrase(_("no such case"), "state")
    words = _("{part} of {base}").format(part=count(figures["missing"]), base=count(figures["of"]))
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


def _left_out(found: Sequence[Figures], rules: Mapping[str, PartnerRule]) -> list[str]:
    """A sentence for each rule that leaves cases out, with the reason."""
    reasons = {"consent": _("consent is pending"), "recovery": _("the victim is in recovery")}
    lines = []
    for figures in found:
        rule, n = rules[figures["rule"]], figures["left_out"]
        words = many("“{rule}” leaves {n} case out: {reason}", "“{rule}” leaves {n} cases out: {reason}", n)
        reason = reasons.get(str(rule.not_while), _("the case is paused"))
        if n:
            lines.append(words.format(rule=said(rule).name, n=count(n), reason=reason))
    return lines


def _behind(found: Sequence[Figures], rules: Mapping[str, PartnerRule], view: View) -> None:
    """A list of rules, and of the one that is chosen the regions, the next step and the cases."""
    names = {chosen.ANY: _("Look behind a rule"), **{code: said(rule).name for code, rule in rules.items()}}
    chosen.draw("cooperation", RULE, _("Rule"), names)
    code = chosen.read(RULE, rules)
    for figures in found:
        if figures["rule"] == code:
            _of_rule(figures, rules[code], view)


def _of_rule(figures: Figures, rule: PartnerRule, view: View) -> None:
    if not figures["missing"]:
        st.html(parts.heading(said(rule).name, _("No open case lacks this partner.")))
        return
    in_regions = _("{n} in {place}")
    shown = sorted(figures["by_region"], key=lambda row: in_order(view.name("region", row["region"])))
    places = ", ".join(
        in_regions.format(n=count(row["missing"]), place=view.name("region", row["region"]))
        for row in shown
        if row["missing"]
    )
    told, step = _("Open cases: {places}").format(places=places), said(rule).next_step
    st.html(parts.heading(said(rule).name, told))
    st.html(parts.sentence(_("Next step:"), step) + parts.order(said(rule).source))
    words = [Words(told), Words(step, _("Next step:")), Words(said(rule).source)]
    figure.keep(view, "missing-partner", said(rule).name, words)
    if view.filters.grant.may_read("rows"):
        _rows(rule, view)


def _rows(rule: PartnerRule, view: View) -> None:
    """The case rows, for those who may see them; each look is written down."""
    every = view.compute(partners.missing_rows)
    rows = every[every["rule"] == rule.code]
    if rows.empty:
        st.html(parts.order(_("None of them is a case that you may see.")))
        return
    view.note_rows_shown(f"cooperation/{rule.code}")
    shown = rows if st.session_state.get(ALL_ROWS) else rows.head(ROWS_AT_FIRST)
    heads = (_("Case"), _("Region"), _("Responsible agency"))
    columns = [
        *(Column(head, figures=False) for head in heads),
        column_of("without_partner_for", _("Without it for")),
    ]
    case = case_cells()
    cells = [_row(row, case, view) for row in shown.to_dict("records")]
    name, caption = "missing-partner-cases", _("Open cases without the partner, the oldest first")
    figure.table(view, name, caption, columns, cells, (said(rule).name, ""))
    if len(rows) > ROWS_AT_FIRST:
        st.toggle(_("Show all {n}").format(n=count(len(rows))), key=ALL_ROWS)
    figure.download(name, rows, view)


def _row(row: Mapping[Any, Any], case: Callable[[str], Phrase], view: View) -> list[Phrase]:
    return [
        case(row["case_id"]),
        Phrase(view.name("region", row["region"])),
        agency_cell(row["responsible_agency"], view),
        Phrase(duration_words(row["days"])),
    ]


def _flat(found: Sequence[Figures]) -> pd.DataFrame:
    """A row for each rule and, under it, one for each of its regions; the region of a rule's own row is empty."""
    rows = []
    for figures in found:
        own = {name: value for name, value in figures.items() if name != "by_region"}
        rows += [own, *({"rule": own["rule"], **row} for row in figures["by_region"])]
    return pd.DataFrame(rows)
