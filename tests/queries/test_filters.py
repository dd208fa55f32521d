"""The one gate: no question without filters, no filters without a grant, no rows beyond the grant."""

import inspect
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from config.codes import USER_ROLES
from indicators.indicator import Ask
from queries import cases, deadlines, handovers, involvement, partners
from queries.access import PLACES, Grant, NoAccess
from queries.filters import Filters, FiltersRefused
from store.facts.compiling import compiled
from tests import strategies
from tests.asking import asker, filters_of
from tests.naive.world import Asked, World
from tests.queries.every_question import (
    BROKEN_DOWN,
    FIGURES,
    FURTHER,
    NOON,
    QUESTIONS,
    ROWS,
    AQuestion,
    as_select,
    asked,
)
from tests.rows import a_handover, an_involvement
from tests.small_world import a_case, small_world

DAY = timedelta(days=1)

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.__module__}.{q.__name__}")


def granted(role: Any, code: str | None = None, at: datetime = NOON) -> Grant:
    return Grant(role, at, **({role: code} if code else {}))


def filters(grant: Grant, **chosen: Any) -> Filters:
    return Filters(**{"grant": grant, "as_of": NOON, **chosen})


@every_question
def test_no_question_can_be_asked_without_filters(question: AQuestion) -> None:
    first, *_ = inspect.signature(question).parameters.values()
    assert (first.name, first.annotation, first.default) == ("filters", Filters, inspect.Parameter.empty)
    with pytest.raises(TypeError, match="filters"):
        question(**FURTHER.get(question, {}))


def test_no_filters_can_be_made_without_a_grant() -> None:
    with pytest.raises(TypeError, match="grant"):
        Filters(as_of=NOON)  # type: ignore[call-arg]


def test_no_grant_can_be_made_without_the_moment_of_its_decision() -> None:
    with pytest.raises(TypeError, match="at"):
        Grant("coordination")  # type: ignore[call-arg]


@pytest.mark.parametrize("role", ["administration", "guest"])
@every_question
def test_administration_and_guests_get_no_figures_and_no_rows(question: AQuestion, role: str) -> None:
    with pytest.raises(NoAccess, match=f"{role} may not see"):
        asked(question, filters(granted(role)))


@pytest.mark.parametrize("question", ROWS)
def test_a_ministry_gets_no_case_rows(question: AQuestion) -> None:
    with pytest.raises(NoAccess, match="ministry may not see rows"):
        asked(question, filters(granted("ministry", "M1")))


@every_question
def test_a_rapporteur_gets_figures_of_the_whole_country_and_of_no_place_or_agency(question: AQuestion) -> None:
    """`a` and `b` of `joint` are agencies too, though no column of a fact is named so."""
    of_agencies = {involvement.joint: {"one", "other"}}.get(question, set())
    try:
        asked(question, filters(granted("rapporteur")))
    except NoAccess:
        columns = {column.name for column in as_select(question, filters(granted("coordination"))).selected_columns}
        assert question in ROWS or not PLACES.isdisjoint(columns | of_agencies)
    else:
        columns = {column.name for column in as_select(question, filters(granted("rapporteur"))).selected_columns}
        assert PLACES.isdisjoint(columns | of_agencies)
        assert question not in ROWS


@pytest.mark.parametrize("question", BROKEN_DOWN, ids=lambda q: f"{q.__module__}.{q.__name__}")
def test_a_rapporteur_gets_no_breakdown_by_place(question: AQuestion) -> None:
    place = ("to_agency",) if question is handovers.delays else ("region",)
    place = ("responsible_agency",) if question is deadlines.counts else place
    chosen = filters(granted("rapporteur"))
    with pytest.raises(NoAccess, match="rapporteur may not see places"):
        question(chosen, **{**FURTHER.get(question, {}), "by": place})


def test_a_rapporteur_gets_no_missing_partners_by_region() -> None:
    with pytest.raises(NoAccess, match="rapporteur may not see places"):
        asked(partners.missing, filters(granted("rapporteur")), by=("region",))


def test_a_rapporteur_gets_no_figures_of_one_agencys_handovers() -> None:
    with pytest.raises(NoAccess, match="rapporteur may not see places"):
        handovers.waiting(filters(granted("rapporteur")), between=handovers.Between(to_agency="A1"))
    assert handovers.waiting(filters(granted("rapporteur")), between=handovers.Between(to_sector="police")) is not None


@pytest.mark.parametrize("name", ["regions", "counties", "agencies", "ministries"])
def test_a_rapporteur_cannot_choose_a_place_or_an_agency(name: str) -> None:
    with pytest.raises(NoAccess, match="rapporteur may not choose"):
        filters(granted("rapporteur"), **{name: ("R1",)})
    chosen = filters(granted("rapporteur"), forms=("sexual",), age_groups=("child",))
    codes: dict[str, Any] = {name: ("R1",)}
    with pytest.raises(NoAccess, match="rapporteur may not choose"):
        replace(chosen, **codes)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("rapporteur",), most=3))
def test_whatever_a_rapporteur_asks_it_is_about_no_single_place_or_agency(look: tuple[World, list[Asked]]) -> None:
    world, every_asked = look
    for one in every_asked:
        if one.regions or one.counties or one.agencies or one.ministries:
            with pytest.raises(NoAccess, match="rapporteur may not choose"):
                filters_of(world, one)
        else:
            scope = filters_of(world, one)
            assert scope.grant.whole_country_only
            as_others = replace(scope, grant=granted("coordination", at=scope.grant.at))
            assert cases.counts(scope) != cases.counts(as_others), "the role is in the SQL"


@pytest.mark.parametrize("question", FIGURES, ids=lambda q: f"{q.__module__}.{q.__name__}")
def test_a_rapporteur_sees_the_same_figures_of_the_country_as_coordination(question: AQuestion) -> None:
    ask = asker(world())
    try:
        own = asked(question, filters(granted("rapporteur")))
    except NoAccess:
        return
    theirs = asked(question, filters(granted("coordination")))
    assert sorted(map(str, ask(own).to_dict("records"))) == sorted(map(str, ask(theirs).to_dict("records")))


@pytest.mark.parametrize("question", FIGURES, ids=lambda q: f"{q.__module__}.{q.__name__}")
def test_a_ministry_and_an_agency_see_the_same_figures_as_coordination(question: AQuestion) -> None:
    ask = asker(world())
    figures = [
        # sorted, because not every question says an order, and as text, because what is not known equals nothing
        sorted(map(str, ask(asked(question, filters(grant))).to_dict("records")))
        for grant in (granted("coordination"), granted("agency", "A3"), granted("ministry", "M1"))
    ]
    assert figures[0] == figures[1] == figures[2]


@every_question
def test_the_role_is_part_of_each_questions_identity(question: AQuestion) -> None:
    _text, values, _codes = compiled(asked(question, filters(granted("coordination"))))
    assert "coordination" in values


@pytest.mark.parametrize("question", ROWS)
def test_the_agency_is_part_of_the_identity_of_rows(question: AQuestion) -> None:
    one, other = (compiled(asked(question, filters(granted("agency", code)))) for code in ("A1", "A2"))
    assert one != other


def test_an_agency_sees_the_rows_of_cases_it_is_involved_in_or_offered_and_no_others() -> None:
    ask = asker(world())
    assert seen(ask, "coordination") == ({"joined", "offered", "other"}, {"offered", "other"})
    assert seen(ask, "agency", "A1") == ({"joined", "offered"}, {"offered"})
    assert seen(ask, "agency", "nobody") == (set(), set())


def test_looking_back_does_not_reopen_a_case_that_was_offered_and_refused() -> None:
    ask = asker(world(responded_at=NOON + DAY, response="rejected"))
    assert seen(ask, "agency", "A1", at=NOON) == ({"joined", "offered"}, {"offered"})
    assert seen(ask, "agency", "A1", at=NOON + DAY) == ({"joined"}, set())


def test_looking_back_opens_a_case_that_the_agency_has_joined_since() -> None:
    ask = asker(world(joined_at=NOON + DAY))
    assert seen(ask, "agency", "A1", at=NOON)[0] == {"offered"}
    assert seen(ask, "agency", "A1", at=NOON + DAY)[0] == {"joined", "offered"}


def test_filters_narrow_the_rows_of_an_agency_and_never_widen_them() -> None:
    ask = asker(world())
    narrowed: list[dict[str, Any]] = [{"regions": ("R2",)}, {"agencies": ("A3",)}, {"ministries": ("unknown",)}]
    for chosen in narrowed:
        assert seen(ask, "agency", "A1", **chosen)[0] <= {"joined", "offered"}


@pytest.mark.parametrize("role", USER_ROLES)
def test_a_grant_with_the_agency_or_ministry_of_another_role_is_refused(role: Any) -> None:
    for held in ({}, {"agency": "A1"}, {"ministry": "M1"}, {"agency": "A1", "ministry": "M1"}, {"agency": ""}):
        belongs = {name for name, code in held.items() if code} == ({role} & {"agency", "ministry"})
        if not belongs:
            with pytest.raises(ValueError, match=f"the role {role} does not go with"):
                Grant(role, NOON, **held)
        else:
            assert Grant(role, NOON, **held).role == role


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="'minister' is not a role"):
        Grant("minister", NOON)  # type: ignore[arg-type]


def test_an_as_of_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(FiltersRefused, match="no time zone"):
        filters(granted("coordination"), as_of=datetime(2025, 3, 28, 12))  # noqa: DTZ001


def test_a_grant_without_a_zone_is_refused() -> None:
    naive = granted("agency", "A1", at=datetime(2025, 3, 28, 12))  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        cases.open_rows(filters(naive))


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(FiltersRefused, match="begins on 2025-03-02, after it ends on 2025-03-01"):
        filters(granted("coordination"), from_day=date(2025, 3, 2), to_day=date(2025, 3, 1))


def test_without_period_only_the_period_is_gone() -> None:
    chosen = filters(granted("coordination"), regions=("R1",), from_day=date(2025, 3, 1), to_day=date(2025, 3, 2))
    assert chosen.without_period() == replace(chosen, from_day=None, to_day=None)


def test_filters_and_grants_cannot_be_changed() -> None:
    for thing in (filters(granted("coordination")), granted("coordination")):
        for field in fields(thing):
            with pytest.raises(AttributeError):
                setattr(thing, field.name, None)


def seen(ask: Ask, role: str, code: str | None = None, at: datetime = NOON, **chosen: Any) -> tuple[set[str], set[str]]:
    """The cases of which open rows, and of which waiting handovers, are shown."""
    scope = filters(granted(role, code, at), **chosen)
    return set(ask(cases.open_rows(scope))["case_id"]), set(ask(handovers.waiting_rows(scope))["case_id"])


def world(joined_at: datetime = NOON - DAY, responded_at: datetime | None = None, response: str | None = None) -> World:
    """Three open cases: one that A1 joined, one that A2 offers to A1, one between A2 and A3."""
    return small_world(
        cases=[a_case(case_id, opened_at=NOON - 2 * DAY) for case_id in ("joined", "offered", "other")],
        involvements=[an_involvement("joined", "A1", joined_at)],
        handovers=[
            a_handover("offered", NOON - DAY, "A2", "A1", responded_at=responded_at, response=response),
            a_handover("other", NOON - DAY, "A2", "A3"),
        ],
    )
