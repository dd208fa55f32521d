"""One indicator explained: definition, formula, source, questions, and the rows it rests on."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from config.partner_rules import partner_rules
from documents.sheet import Column, Phrase
from indicators.bases import Base, rests_on
from indicators.catalogue import INDICATORS
from indicators.explained import EXPLAINED
from queries.filters import NoAccess
from screen.frame import figure, parts
from screen.language.formats import count, day, days_cell, moment
from screen.language.words import _, many
from screen.sections.cooperation import missing_partners
from screen.sections.deadlines.charts import kind_names
from screen.sections.shared.case_link import agency_cell, case_cells
from screen.view.questions import Question, questions_of
from screen.view.view import View

ROWS_SHOWN = 50
# whole numbers from 2001 to 2096 are moments in µs; no count is so large
MOMENTS = range(978_307_200_000_000, 4_000_000_000_000_000)


def draw(key: str, view: View) -> None:
    """Draw all that there is to say about an indicator in this view."""
    _say(key, view)
    try:
        asked, base = view.compute(questions_of(key)), view.compute(rests_on(EXPLAINED[key].base))
    except NoAccess:
        st.html(parts.notice(_("This figure tells places or agencies apart; you see those of the whole country.")))
        return
    st.html(parts.heading(_("What it rests on"), rests_on_words(EXPLAINED[key].base, base)))
    _rows(key, view)
    below = many(
        "{n} question, as it is asked in this view", "{n} questions, as they are asked in this view", len(asked)
    )
    st.html(parts.heading(_("The questions to the data (SQL)"), below.format(n=count(len(asked)))))
    for number, question in enumerate(asked):
        _question(number, question, view)


def rests_on_words(base: Base, n: int) -> str:
    """How many of what lie under a figure: 'Rests on 362 open cases.'"""
    words = {
        "open": many("{n} open case", "{n} open cases", n),
        "in_scope": many("{n} case in the period", "{n} cases in the period", n),
        "opened": many("{n} case opened in the period", "{n} cases opened in the period", n),
        "closed": many("{n} case closed in the period", "{n} cases closed in the period", n),
        "sent": many("{n} handover sent in the period", "{n} handovers sent in the period", n),
        "waiting": many("{n} waiting handover", "{n} waiting handovers", n),
        "answered": many("{n} handover answered", "{n} handovers answered", n),
        "closed_unanswered": many("{n} handover closed unanswered", "{n} handovers closed unanswered", n),
        "answered_in_a_week": many(
            "{n} handover answered in the last week", "{n} handovers answered in the last week", n
        ),
        "unmet": many("{n} unmet deadline of an open case", "{n} unmet deadlines of open cases", n),
        "fell_due": many("{n} deadline that fell due", "{n} deadlines that fell due", n),
        "ending": many("{n} period that ends within 14 days", "{n} periods that end within 14 days", n),
        "referrals": many("{n} referral sent in the period", "{n} referrals sent in the period", n),
    }
    return words[base].format(n=count(n))


def direction_words() -> dict[str, str]:
    """Which way is better, in words."""
    return {
        "lower is better": _("Lower is better"),
        "higher is better": _("Higher is better"),
        "neither": _("Neither more nor less is better"),
    }


def _say(key: str, view: View) -> None:
    indicator, explained = INDICATORS[key], EXPLAINED[key]
    facts = [
        (_("Unit"), _(indicator.unit)),
        (_("Direction"), direction_words()[indicator.direction]),
        (_("Formula"), _(explained.formula)),
        (_("Made from"), indicator.source),
        (_("Literature or law"), _(explained.reference or "A count by the definition")),
        (_("Its name in files"), key),
    ]
    columns = [Column(_("About it"), figures=False), Column(_("What holds"), figures=False)]
    rows = [[Phrase(name), Phrase(said)] for name, said in facts]
    figure.table(view, "about", _(indicator.name), columns, rows)


def _question(number: int, question: Question, view: View) -> None:
    rows = many("{n} row in the answer", "{n} rows in the answer", question.rows).format(n=count(question.rows))
    label = _("Question {number}: {rows}").format(number=number + 1, rows=rows)
    place = st.expander(label, key=f"explain-question-{number}", on_change="rerun", type="compact", expanded=not number)
    with place:
        if place.open:
            st.code(question.text, language="sql", wrap_lines=True)
            _values(f"question-{number + 1}", label, question, view)


def _values(name: str, label: str, question: Question, view: View) -> None:
    columns = [Column(_("Value"), figures=False), Column(_("Stands for"), figures=False)]
    said = [_value(value, view) for value in question.values]
    rows = [[Phrase(f"${number}"), Phrase(words)] for number, words in enumerate(said, start=1)]
    figure.table(view, name, _("The values of the question"), columns, rows, (label, question.text))


def _value(value: Any, view: View) -> str:
    if isinstance(value, int) and value in MOMENTS:
        at = datetime.fromtimestamp(value / 1_000_000, UTC)
        return _("{value} µs: {moment}").format(value=value, moment=moment(at, view.now))
    return str(value)


def _rows(key: str, view: View) -> None:
    """The rows themselves, for those who may see them; each look is written down."""
    computes = EXPLAINED[key].rows
    if computes is None:
        return
    if not view.filters.grant.may_read("rows"):
        st.html(parts.order(_("Its rows are shown to those who work on the cases.")))
        return
    found: pd.DataFrame = view.compute(computes)
    if found.empty:
        return
    shown = found.head(ROWS_SHOWN)
    view.note_rows_shown(f"explain/{key}")
    below = _("{shown} of {n} that you may see").format(shown=count(len(shown)), n=count(len(found)))
    kinds = {name: kind for name, kind in _kinds_of_columns(view).items() if name in shown.columns}
    columns = [Column(head, figures=figures) for head, figures, _cell in kinds.values()]
    cells = [[cell(row[name]) for name, (_h, _f, cell) in kinds.items()] for row in shown.to_dict("records")]
    heading, name = _("Which they are"), f"explain-{key.replace('_', '-')}"
    st.html(parts.heading(heading, below))
    figure.table(view, name, _("Rows of the figure"), columns, cells, (heading, below))
    figure.download(name, found[list(kinds)], view)


def _kinds_of_columns(view: View) -> Mapping[str, tuple[str, bool, Callable[[Any], Phrase]]]:
    """By column of the rows: its head, whether it holds figures, and the cell of a value."""

    def named(kind: str) -> Callable[[Any], Phrase]:
        return lambda code: Phrase(view.name(kind, code))

    def said(words: Callable[[Any], str]) -> Callable[[Any], Phrase]:
        return lambda value: Phrase(words(value))

    return {
        "case_id": (_("Case"), False, case_cells()),
        "region": (_("Region"), False, named("region")),
        "rule": (_("Rule"), False, said(lambda code: _rule_names()[code])),
        "kind": (_("Deadline"), False, said(lambda code: kind_names()[code])),
        "from_agency": (_("From"), False, named("agency")),
        "to_agency": (_("To"), False, named("agency")),
        "responsible_agency": (_("Responsible agency"), False, lambda code: agency_cell(code, view)),
        "due_day": (_("Due"), True, said(day)),
        "age_days": (_("Age, days"), True, said(days_cell)),
        "waited_days": (_("Waits, days"), True, said(days_cell)),
        "days": (_("Days since opening"), True, said(days_cell)),
    }


def _rule_names() -> dict[str, str]:
    return {rule.code: missing_partners.said(rule).name for rule in partner_rules()}
