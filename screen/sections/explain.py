"""One indicator explained: definition, formula, source, questions, and the rows it rests on."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pandas as pd

from documents.page import Code, Folded, Part, Section
from documents.sheet import Column, Csv, Phrase, Said, Table, Words, table_of
from indicators import lists
from indicators.assumptions import ASSUMPTIONS
from indicators.catalogue import INDICATORS
from indicators.indicator import BaseName
from queries.access import NoAccess
from screen.language import vocabulary
from screen.language.formats import count, day, days_cell, moment
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.shared.cells import agency_cell, case_cells
from screen.sections.shared.counts import rows_of
from screen.view.questions import Question, questions, rests_on
from screen.view.view import View

ROWS_SHOWN = 50
# the lists of what figures rest on that have other names than it
LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "fell_due": ("ended", {}),
    "referrals": ("sent", {"kind": "assistance_referral"}),
}
# whole numbers from 2001 to 2096 are moments in µs; no count is so large
MOMENTS = range(978_307_200_000_000, 4_000_000_000_000_000)


def explanation(key: str, view: View) -> Iterator[Part]:
    """All that there is to say about an indicator in this view: what it counts before how it is computed."""
    try:
        asked = view.compute(questions, key, *INDICATORS[key].arguments(view.settings))
        base = view.compute(rests_on, key)
    except NoAccess:
        words = _("This figure compares places or agencies. You can see figures for the whole country only.")
        yield from (Words(words, kind="notice"), _facts(key))
        return
    yield Section("rests-on", _("What it rests on"), (), _rests_on(INDICATORS[key].base.name, base, view))
    yield from (*_example(key), *_rows(key, view), _facts(key))
    below = many(
        "{n} question, as it is asked in this view", "{n} questions, as they are asked in this view", len(asked)
    )
    heading = _("The questions to the data (SQL)")
    folded = tuple(_question(number, question, view) for number, question in enumerate(asked, start=1))
    why = _("A row of an answer is a group or a single record, so there may be more or fewer rows than are counted.")
    yield Section("questions", heading, (Words(why, kind="note"), *folded), below.format(n=count(len(asked))))


def rests_on_words(base: BaseName, n: int) -> str:
    """How many of what lie under a figure: '362 open cases'."""
    return vocabulary.name("rests_on", base, "one" if n == 1 else "").format(n=count(n))


def _rests_on(base: BaseName, n: int, view: View) -> Said:
    """What lies under a figure, which leads to what is counted where there is a list of it."""
    of, narrowed = LISTS.get(base, (base, {}))
    link = rows_of(view, of, **narrowed) if n and of in lists.LISTS else ""
    return (Phrase(rests_on_words(base, n), link=link),)


def _example(key: str) -> Iterator[Section]:
    """How the figure is counted by hand over a few made-up rows, for the figures of the first page."""
    if key in vocabulary.names("worked_examples"):
        yield Section("example", _("An example"), (Words(vocabulary.name("worked_examples", key)),))


def _facts(key: str) -> Section:
    indicator = INDICATORS[key]
    facts = [
        (_("Unit"), _(indicator.unit)),
        (_("Direction"), vocabulary.name("directions", indicator.direction)),
        (_("Formula"), _(indicator.formula)),
        (_("Made from"), indicator.source),
        (_("What it assumes"), vocabulary.name("assumptions", ASSUMPTIONS[key])),
        (_("What would make it wrong"), vocabulary.name("assumptions", ASSUMPTIONS[key], "breaks")),
        (_("Literature or law"), _(indicator.reference or "A count by the definition")),
        (_("Its name in files"), key),
    ]
    columns = [Column(_("About it"), figures=False), Column(_("What applies"), figures=False)]
    rows = [[Phrase(name), Phrase(said)] for name, said in facts]
    return Section("about", "", (Table(_(indicator.name), columns, rows),))


def _question(number: int, question: Question, view: View) -> Folded:
    words = many(
        "Question {number}: the answer has {n} row", "Question {number}: the answer has {n} rows", question.rows
    )
    label, name = words.format(number=number, n=count(question.rows)), f"question-{number}"
    columns = {
        Column(_("Value"), figures=False): lambda value: Phrase(f"${value[0]}"),
        Column(_("Stands for"), figures=False): lambda value: Phrase(_value(value[1], view)),
    }
    values = table_of(_("The values of the question"), enumerate(question.values, start=1), columns)
    section = Section(name, "", (Code(question.text), values), caption=label)
    return Folded(name, label, (section,))


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
    cells = [[cell(row[name]) for name, (_head, cell) in kinds.items()] for row in shown.to_dict("records")]
    name = f"explain-{key.replace('_', '-')}"
    table = Table(_("Rows of the figure"), [head for head, _cell in kinds.values()], cells)
    parts = (table, Csv(name, found[list(kinds)]))
    yield Section(name, _("Which they are"), parts, below, logged=f"explain/{key}", cases=tuple(shown["case_id"]))


def _kinds_of_columns(view: View) -> Mapping[str, tuple[Column, Callable[[Any], Phrase]]]:
    """By column of the rows: its head, and the cell of a value."""
    rules = {rule.code: rule_words(rule).name for rule in view.settings.partner_rules}

    def of(head: str, words: Callable[[Any], str], figures: bool = False) -> tuple[Column, Callable[[Any], Phrase]]:
        return Column(head, figures=figures), lambda value: Phrase(words(value))

    agency, region = partial(view.name, "agency"), partial(view.name, "region")
    responsible = Column(_("Responsible agency"), figures=False)
    return {
        "case_id": (Column(_("Case"), figures=False), case_cells(view)),
        "region": of(_("Region"), region),
        "rule": of(_("Rule"), rules.__getitem__),
        "kind": of(_("Deadline"), partial(vocabulary.name, "deadline_kinds")),
        "from_agency": of(_("Sender"), agency),
        "to_agency": of(_("Receiver"), agency),
        "responsible_agency": (responsible, lambda code: agency_cell(code, view)),
        "due_day": of(_("Due"), day, figures=True),
        "age_days": of(_("Age, days"), days_cell, figures=True),
        "waited_days": of(_("Waits, days"), days_cell, figures=True),
        "days": of(_("Days since opening"), days_cell, figures=True),
    }
