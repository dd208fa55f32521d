"""A question whose shape was compiled before has the very text and values that it has when it is compiled alone."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, Select, literal, select
from sqlalchemy.dialects.postgresql.base import PGDialect

from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS
from queries.access import Grant, NoAccess
from queries.filters import Filters
from queries.handovers import Between, delays, waiting
from queries.partners import joined, missing
from queries.question import built
from store.facts import tables as facts
from store.facts.compiling import compiled
from tests.asking import RULES
from tests.queries.every_question import QUESTIONS, AQuestion, as_select, asked

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
GRANTS = (Grant("coordination", NOW), Grant("agency", NOW, agency="A1"), Grant("ministry", NOW, ministry="M1"))
DIALECT = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

WAYS: tuple[tuple[str, ...], ...] = ((), ("region",), ("from_sector", "to_sector"))

days = st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31))


def some(*codes: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(codes), max_size=4).map(tuple)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    first, last = sorted((draw(days), draw(days)), key=lambda day: day or date.min)
    return Filters(
        grant=draw(st.sampled_from(GRANTS)),
        as_of=NOW - draw(st.timedeltas(timedelta(), timedelta(days=3000))),
        delay_clock=draw(st.sampled_from(("calendar", "working"))),
        regions=draw(some("01", "02", "unknown", "it's")),
        counties=draw(some("03", "04")),
        agencies=draw(some("A1", "A2", "A3")),
        ministries=draw(some("M1", "M2")),
        forms=draw(some(*EXPLOITATION_FORMS)),
        age_groups=draw(some(*VICTIM_AGE_GROUPS)),
        from_day=first,
        to_day=last,
    )


def plainly(question: Select[Any]) -> tuple[str, tuple[Any, ...]]:
    """The question compiled for itself."""
    text = question.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    return str(text), tuple(text.params[name] for name in text.positiontup or ())


def with_values(text: str, values: tuple[Any, ...]) -> str:
    """The text with each value in its place, so that it does not matter how they are numbered."""
    return re.sub(r"\$(\d+)", lambda found: repr(values[int(found[1]) - 1]), text)


@settings(max_examples=20)
@given(filters())
def test_every_question_is_what_it_is_alone(chosen: Filters) -> None:
    for question in QUESTIONS:
        with suppress(NoAccess):
            made = compiled(asked(question, chosen))
            assert with_values(*made[:2]) == with_values(*plainly(as_select(question, chosen)))


@given(filters(), st.sampled_from(RULES), st.sampled_from((None, "police")), st.sampled_from((None, "A1")))
def test_so_are_those_of_a_rule_and_of_a_pair(
    chosen: Filters, rule: Any, sector: str | None, agency: str | None
) -> None:
    between = Between(from_sector=sector, to_agency=agency)
    other = replace(rule, after_days=rule.after_days + 1, age_groups=(), offences=())
    of_pairs: list[tuple[AQuestion, tuple[Any, ...]]] = [
        (question, (by, between)) for question in (delays, waiting) for by in WAYS
    ]
    of_rules: list[tuple[AQuestion, tuple[Any, ...]]] = [
        (question, ((one, rule),)) for question in (missing, joined) for one in (rule, other)
    ]
    for question, arguments in (*of_pairs, *of_rules):
        made = question(chosen, *arguments)
        assert with_values(*made[:2]) == with_values(*plainly(built(question, chosen, *arguments)))


def test_only_values_differ_between_two_moments() -> None:
    """What a question asks of the moments in the filters, before it is SQL, would stay as it was for the first."""
    earlier = Filters(GRANTS[1], NOW, from_day=date(2026, 1, 1), to_day=date(2026, 3, 1))
    later = replace(earlier, as_of=NOW + timedelta(days=1), grant=replace(GRANTS[1], at=NOW + timedelta(days=1)))
    for question in QUESTIONS:
        one, other = (compiled(asked(question, filters)) for filters in (earlier, later))
        assert one.text == other.text
        assert with_values(*other[:2]) == with_values(*plainly(as_select(question, later)))


def test_lists_of_every_length_have_their_own_text() -> None:
    c = facts.cases.c
    lists: tuple[tuple[str, ...], ...] = ((), ("a",), ("a", "b"), ("c",), (), ("d", "e", "f"))
    texts = [compiled(select(c.case_no).where(c.region.in_(codes), c.county.in_(codes[1:])))[:2] for codes in lists]
    plain = [plainly(select(c.case_no).where(c.region.in_(codes), c.county.in_(codes[1:]))) for codes in lists]
    assert texts == plain
    assert len({text for text, _values in texts}) == 4


def test_what_is_missing_and_what_is_a_day_stay_what_they_are() -> None:
    c = facts.cases.c
    for day, closed in ((date(2026, 1, 1), 3), (date(2026, 1, 2), None), (None, 0)):
        made = select(literal(day, Date), literal(None), c.case_no).where(c.closed_at == closed, c.opened_at > 5)
        assert compiled(made)[:2] == plainly(made)
