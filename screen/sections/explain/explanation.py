"""One indicator explained: definition, formula, source, questions, and the rows it rests on."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from documents.page import Code, Folded, Part, Section
from documents.sheet import Column, Csv, Phrase, Table, Words
from indicators.catalogue import INDICATORS
from indicators.indicator import BaseName
from queries.filters import NoAccess
from screen.language import vocabulary
from screen.language.formats import count, day, days_cell, moment
from screen.language.rules import rule_words
from screen.language.words import _, many
from screen.sections.shared.case_cells import agency_cell, case_cells
from screen.view.compute import Question, questions, rests_on
from screen.view.view import View

ROWS_SHOWN = 50
# whole numbers from 2001 to 2096 are moments in µs; no count is so large
MOMENTS = range(978_307_200_000_000, 4_000_000_000_000_000)


def explanation(key: str, view: View) -> Iterator[Part]:
    """All that there is to say about an indicator in this view."""
    yield _facts(key)
    try:
        asked = view.compute(questions, key, *INDICATORS[key].arguments(view.settings))
        base = view.compute(rests_on, key)
    except NoAccess:
        words = _("This figure tells places or agencies apart; you see those of the whole country.")
        yield Words(words, kind="notice")
        return
    yield Section("rests-on", _("What it rests on"), (), rests_on_words(INDICATORS[key].base.name, base))
    yield from _rows(key, view)
    below = many(
        "{n} question, as it is asked in this view", "{n} questions, as they are asked in this view", len(asked)
    )
    heading = _("The questions to the data (SQL)")
    folded = tuple(_question(number, question, view) for number, question in enumerate(asked, start=1))
    yield Section("questions", heading, folded, below.format(n=count(len(asked))))


def rests_on_words(base: BaseName, n: int) -> str:
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


def _facts(key: str) -> Section:
    indicator = INDICATORS[key]
    facts = [
        (_("Unit"), _(indicator.unit)),
        (_("Direction"), vocabulary.name("directions", indicator.direction)),
        (_("Formula"), _(indicator.formula)),
        (_("Made from"), indicator.source),
        (_("Literature or law"), _(indicator.reference or "A count by the definition")),
        (_("Its name in files"), key),
    ]
    columns = [Column(_("About it"), figures=False), Column(_("What holds"), figures=False)]
    rows = [[Phrase(name), Phrase(said)] for name, said in facts]
    return Section("about", "", (Table(_(indicator.name), columns, rows),))


def _question(number: int, question: Question, view: View) -> Folded:
    rows = many("{n} row in the answer", "{n} rows in the answer", question.rows).format(n=count(question.rows))
    label, name = _("Question {number}: {rows}").format(number=number, rows=rows), f"question-{number}"
    columns = [Column(_("Value"), figures=False), Column(_("Stands for"), figures=False)]
    values = [
        [Phrase(f"${place}"), Phrase(_value(value, view))] for place, value in enumerate(question.values, start=1)
    ]
    parts = (Code(question.text), Table(_("The values of the question"), columns, values))
    return Folded(name, label, (Section(name, "", parts, caption=label),), is_open=number == 1)


def _value(value: Any, view: View) -> str:
    if isinstance(value, int) and value in MOMENTS:
        at = datetime.fromtimestamp(value / 1_000_000, UTC)
        return _("{value} µs: {moment}").format(value=value, moment=moment(at, view.now))
    return str(value)


def _rows(key: str, view: View) -> Iterator[Part]:
    """The rows themselves, for those who may see them; each look is logged."""
    computes = INDICATORS[key].rows
    if computes is None:
        return
    if not view.filters.grant.may_read("rows"):
        yield Words(_("Its rows are shown to those who work on the cases."), kind="note")
        return
    found: pd.DataFrame = view.compute(computes, *INDICATORS[key].arguments(view.settings))
    if found.empty:
        return
    shown = found.head(ROWS_SHOWN)
    below = _("{shown} of {n} that you may see").format(shown=count(len(shown)), n=count(len(found)))
    kinds = {name: kind for name, kind in _kinds_of_columns(view).items() if name in shown.columns}
    columns = [Column(head, figures=figures) for head, figures, _cell in kinds.values()]
    cells = [[cell(row[name]) for name, (_h, _f, cell) in kinds.items()] for row in shown.to_dict("records")]
    name = f"explain-{key.replace('_', '-')}"
    parts = (Table(_("Rows of the figure"), columns, cells), Csv(name, found[list(kinds)]))
    yield Section(name, _("Which they are"), parts, below, logged=f"explain/{key}")


def _kinds_of_columns(view: View) -> Mapping[str, tuple[str, bool, Callable[[Any], Phrase]]]:
    """By column of the rows: its head, whether it holds figures, and the cell of a value."""

    def named(kind: str) -> Callable[[Any], Phrase]:
        return lambda code: Phrase(view.name(kind, code))

    def said(words: Callable[[Any], str]) -> Callable[[Any], Phrase]:
        return lambda value: Phrase(words(value))

    return {
        "case_id": (_("Case"), False, case_cells(view)),
        "region": (_("Region"), False, named("region")),
        "rule": (_("Rule"), False, said(lambda code: _rule_names(view)[code])),
        "kind": (_("Deadline"), False, said(lambda code: vocabulary.name("deadline_kinds", code))),
        "from_agency": (_("From"), False, named("agency")),
        "to_agency": (_("To"), False, named("agency")),
        "responsible_agency": (_("Responsible agency"), False, lambda code: agency_cell(code, view)),
        "due_day": (_("Due"), True, said(day)),
        "age_days": (_("Age, days"), True, said(days_cell)),
        "waited_days": (_("Waits, days"), True, said(days_cell)),
        "days": (_("Days since opening"), True, said(days_cell)),
    }


def _rule_names(view: View) -> dict[str, str]:
    return {rule.code: rule_words(rule).name for rule in view.settings.partner_rules}
