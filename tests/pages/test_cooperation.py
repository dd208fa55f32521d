"""Cooperation: its sentences, its lists and its states, with the figures of small worlds."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from screen.sections.cooperation import joint
from tests.naive.world import DAY, Row, World
from tests.pages.drawing import NOW, charts, choice, html, logged, page_drawn, switches, view_of
from tests.rows import an_involvement
from tests.small_world import a_case, small_world

OLD = NOW - 100 * DAY
EVIL = '<script>alert(1)</script> "quoted" ' + "Long name " * 20
NAMES: dict[str, dict[str, str]] = {
    "region": {"R1": "Uusimaa"},
    "county": {"unknown": "Unknown"},
    "agency": {"A1": "Police, Uusimaa", "A2": "Social services, Uusimaa", "A3": EVIL},
}
view = partial(view_of, NAMES)
drawn = partial(page_drawn, "cooperation")
SECTORS = {"A1": "police", "A2": "social", "A3": "ngo"}


def a_world(cases: Sequence[Row], joined: Sequence[Row] = (), more: Sequence[str] = ()) -> World:
    """Police, social services and an organisation; `more` are agencies of social services."""
    made = small_world(cases=cases, involvements=joined)
    plain = made.tables["agencies"][0]
    agencies = [{**row, "sector": SECTORS[row["code"]]} for row in made.tables["agencies"]]
    agencies += [{**plain, "code": code, "sector": "social"} for code in more]
    return World({**made.tables, "agencies": agencies}, made.clock, 7, {})


def child(case_id: str, **given: Any) -> Row:
    return a_case(case_id, OLD, victim_age_group="child", **given)


def with_social(*case_ids: str) -> list[Row]:
    return [an_involvement(case_id, "A2", OLD) for case_id in case_ids]


def test_it_begins_with_the_children_who_lack_social_services() -> None:
    found = html(drawn(view(a_world([child("1"), child("2"), child("3")], with_social("3")))))
    assert '<span class="s-attention">2 of 3</span> children are without social services' in found


def test_one_child_is_spoken_of_in_the_singular() -> None:
    found = html(drawn(view(a_world([child("1"), child("2")], with_social("2")))))
    assert '<span class="s-attention">1 of 2</span> children is without social services' in found


def test_what_is_missing_comes_before_what_is_only_to_be_considered() -> None:
    hurt = child("1", investigation_phase="pre_trial", offence="sexual")
    world = a_world([hurt], with_social("1"))
    assert "presumed victims is without victim support" in html(drawn(view(world)))
    supported = a_world([hurt], [*with_social("1"), an_involvement("1", "A3", OLD)])
    found = html(drawn(view(supported)))
    assert "children is without forensic psychiatry, which the police should consider" in found
    assert '<span class="s-whole">1 of 1</span> <span class="s-few s-whole">consider the partner</span>' in found


def test_where_nobody_is_missing_it_says_so() -> None:
    world = a_world([a_case("1", OLD)], [an_involvement("1", "A3", OLD)])
    found = html(drawn(view(world)))
    assert "No open case lacks a partner that the rules ask for" in found
    assert "0 of 1" in found
    assert "none waits" in found
    assert "no such case" in found


def test_where_every_case_is_young_it_does_not_say_that_all_is_well() -> None:
    assert "No open case is old enough to lack a partner" in html(drawn(view(a_world([a_case("1", NOW)]))))


def test_few_cases_together_are_said_as_counts() -> None:
    assert "work together in 0 of 1 case (95% range 0%–79%)." in html(drawn(view(a_world([a_case("1", OLD)]))))


def test_who_is_left_out_is_counted_in_words() -> None:
    world = a_world([a_case("1", OLD)])
    pause = {"case_id": "1", "reason": "consent", "started_at": OLD, "ended_at": None}
    paused = World({**world.tables, "pauses": [pause]}, world.clock, 7, {})
    found = html(drawn(view(paused)))
    assert "“No victim support or assistance” leaves 1 case out: consent is pending" in found


def test_a_rule_in_the_address_opens_its_cases_and_the_look_is_noted() -> None:
    world = a_world([child("K-1", responsible_agency="A1"), child("K-2")])
    page = drawn(view(world), rule="social_services_for_children")
    found = html(page)
    assert "Open cases: 2 in Uusimaa" in found
    assert "Responsible agency: make a child welfare notification today." in found
    assert ">K-1</a></th>" in found
    assert '<td class="" data-label="Responsible agency">Police, Uusimaa</td>' in found
    assert "none recorded" in found
    assert logged(page) == ["cooperation/social_services_for_children"]


def test_a_long_list_of_cases_is_cut_and_can_be_shown() -> None:
    made = view(a_world([child(f"K-{number:02}") for number in range(16)]))
    page = drawn(made, rule="social_services_for_children")
    assert html(page).count(">K-") == 15
    assert switches(page)["rows"] is False
    assert html(drawn(made, rule="social_services_for_children", all="rows")).count(">K-") == 16


def test_a_ministry_sees_where_but_no_cases() -> None:
    page = drawn(view(a_world([child("K-1")]), "ministry"), rule="social_services_for_children")
    found = html(page)
    assert "Open cases: 1 in Uusimaa" in found
    assert "K-1" not in found
    assert logged(page) == []


def test_an_agency_is_told_when_none_of_the_cases_is_its_own() -> None:
    found = html(drawn(view(a_world([child("K-1")]), "agency"), rule="social_services_for_children"))
    assert "None of them is a case that you may see." in found
    assert "K-1" not in found


def test_a_rule_that_finds_nothing_says_so() -> None:
    world = a_world([child("1")], with_social("1"))
    found = html(drawn(view(world), rule="social_services_for_children"))
    assert "No open case lacks this partner." in found


def test_a_rule_that_is_none_opens_nothing() -> None:
    page = drawn(view(a_world([child("K-1")])), rule=EVIL, sector="nowhere")
    assert "Next step" not in html(page)
    assert [choice(page, name).chosen for name in ("rule", "sector", "other_sector")] == [""] * 3


def test_the_lists_show_what_the_address_says_and_a_choice_can_be_taken_back() -> None:
    page = drawn(view(a_world([child("K-1")])), rule="victim_support", sector="police")
    for parameter, chosen in {"rule": "victim_support", "sector": "police"}.items():
        shown = choice(page, parameter)
        assert (shown.chosen, shown.usual) == (chosen, "")
        assert {"", chosen} <= {code for code, _name in shown.options}


def test_a_click_on_two_sectors_shows_their_agencies() -> None:
    world = a_world([child("1")], [an_involvement("1", "A1", OLD), *with_social("1")])
    [matrix] = [chart for chart in charts(drawn(view(world))) if chart.name == "joint-sectors"]
    assert matrix.click
    assert matrix.click.writes == (("sector", "a"), ("other_sector", "b"))
    assert not matrix.click.toggles


def test_few_agencies_of_two_sectors_are_a_matrix() -> None:
    world = a_world([child("1")], [an_involvement("1", "A1", OLD), *with_social("1")])
    page = drawn(view(world), sector="police", other_sector="social")
    assert "Police and social services" in html(page)
    assert len(charts(page)) == 4


def test_many_agencies_are_a_table_in_the_order_of_the_sectors() -> None:
    more = [f"S{number:02}" for number in range(13)]
    joined = [an_involvement("1", code, OLD) for code in ("A1", *more)]
    found = html(drawn(view(a_world([child("1")], joined, more)), sector="social", other_sector="police"))
    assert "14 agencies in these cases" in found
    assert '<th scope="row">S00</th><td class="">Police, Uusimaa</td>' in found


def test_many_pairs_are_cut_and_can_be_shown() -> None:
    more = [f"S{number:02}" for number in range(16)]
    joined = [an_involvement("1", code, OLD) for code in ("A1", *more)]
    made = view(a_world([child("1")], joined, more))
    page = drawn(made, sector="social", other_sector="police")
    assert '<th scope="row">S15<' not in html(page)
    assert switches(page)["pairs"] is False
    assert '<th scope="row">S15<' in html(drawn(made, sector="social", other_sector="police", all="pairs"))


def test_many_combinations_are_cut_and_can_be_shown() -> None:
    joined = [
        an_involvement(str(number), f"A{place + 1}", OLD)
        for number in range(8)
        for place in range(3)
        if number >> place & 1
    ]
    sectors = {"E0": "education", "E1": "education"}
    cases = [child(str(number)) for number in range(9)]
    made = a_world(cases, [*joined, an_involvement("8", "E0", OLD)], [*sectors])
    agencies = [{**row, "sector": sectors.get(row["code"], row["sector"])} for row in made.tables["agencies"]]
    shown = view(World({**made.tables, "agencies": agencies}, made.clock, 7, {}))
    page = drawn(shown)
    assert "The most common combinations; 1 more case has one of 1 others." in html(page)
    assert switches(page)["combinations"] is False
    assert "All combinations, the most common first." in html(drawn(shown, all="combinations"))


def test_names_are_escaped_wherever_they_stand() -> None:
    world = a_world([child("1", responsible_agency="A3")], [an_involvement("1", "A3", OLD)])
    found = html(drawn(view(world), rule="social_services_for_children", sector="ngo"))
    assert "<script>alert" not in found
    assert "&lt;script&gt;alert" in found


def test_a_period_without_cases_still_shows_who_is_missing() -> None:
    closed = a_case("old", NOW - 400 * DAY, closed_at=NOW - 300 * DAY)
    future = (NOW + DAY).date()
    found = html(drawn(view(a_world([child("1"), closed]), from_day=future)))
    assert "children is without social services" in found
    assert "no case was open in it" in found


def test_without_any_case_it_says_what_is_missing() -> None:
    assert "There are no cases yet" in html(drawn(view(a_world([]))))


def test_places_stand_in_order_of_name_with_few_cases_in_words() -> None:
    found = html(drawn(view(a_world([child("1")], with_social("1")))))
    assert '<th scope="row">Uusimaa</th><td class="s-number">1</td>' in found
    assert '<span class="s-whole">1.0</span> <span class="s-few">(few cases)</span>' in found


@pytest.mark.parametrize(("share", "shown"), [(0.001, "<1"), (0.006, "1"), (0.5, "50"), (0.996, ">99"), (1.0, "100")])
def test_of_100_never_rounds_to_none_or_all(share: float, shown: str) -> None:
    assert joint.of_100(share) == shown


def test_places_are_regions_or_counties() -> None:
    made = view(a_world([child("1")], with_social("1")))
    page = drawn(made)
    assert choice(page, "by").chosen == "region"
    assert [code for code, _name in choice(page, "by").options] == ["region", "county"]
    assert '<th scope="col">County</th>' in html(drawn(made, by="county"))


def test_shares_stand_with_their_intervals() -> None:
    cases = [a_case(str(n), OLD) for n in range(30)]
    joined = [an_involvement(str(n), agency, OLD) for n in range(24) for agency in ("A1", "A2")]
    shown = html(drawn(view(a_world(cases, joined))))
    assert '<span class="s-whole">80%</span> <span class="s-few s-whole">63–90%</span>' in shown
    assert '<span class="s-whole">0%</span> <span class="s-few s-whole">0–11%</span>' in shown


def test_the_table_of_places_says_which_cases_its_shares_count() -> None:
    found = html(drawn(view(a_world([a_case("1", OLD), a_case("2", NOW - DAY)]))))
    assert "The last two columns count only cases that were opened in the period and are 90 days old." in found
