"""Regions: its sentences, its table and its states, with the figures of small worlds."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from documents.page import Key
from pages import regions
from screen.sections.regions.funnels import by_name
from tests.naive.world import DAY, Row, World
from tests.pages.drawing import NOW, charts, choice, every, html, page_drawn, view_of
from tests.rows import a_handover
from tests.small_world import a_case, small_world

EVIL = '<script>alert(1)</script> "quoted"'
CODES = [f"R{number:02}" for number in range(12)]
NAMES: dict[str, dict[str, str]] = {
    "region": {**{code: f"Region {code}" for code in CODES}, "R00": "Öster", "R01": "Aland"},
    "county": {},
    "agency": {},
}
view = partial(view_of, NAMES)
drawn = partial(page_drawn, "regions")


def a_world(cases: Sequence[Row], handovers: Sequence[Row] = (), people: int | None = 10) -> World:
    made = small_world(cases=cases, handovers=handovers)
    plain = made.tables["regions"][0]
    regions = [{**plain, "code": code, "population": people} for code in CODES]
    return World({**made.tables, "regions": regions}, made.clock, 7, {})


def opened(region: str, times: int, at: datetime = NOW - DAY) -> list[Row]:
    return [a_case(f"{region}-{at:%Y-%j}-{number}", at, region_code=region) for number in range(times)]


def alike(*apart: str, times: int = 40) -> World:
    return a_world([case for code in CODES for case in opened(code, times if code in apart else 5)])


def test_where_no_region_differs_it_says_that_there_is_no_evidence() -> None:
    found = html(drawn(view(alike())))
    assert "No evidence that any region differs from what chance explains" in found
    assert "Every region lies inside its limits: no evidence of a difference." in found
    assert "Of 12 comparisons, 0 lie outside the 95% limits; by chance alone, about 1 would." in found


def test_one_region_that_differs_is_named_with_what_it_differs_in() -> None:
    found = html(drawn(view(alike("R00"))))
    assert (
        '<span class="s-attention">1 of 12</span> regions differs in cases opened by more than chance explains' in found
    )
    assert "Outside the 99.8% limits: Öster (above)." in found


def test_every_region_is_a_row_and_what_differs_stands_out() -> None:
    page = drawn(view(alike("R00")))
    table = html(page).partition("<caption>What is compared, by region</caption>")[2].partition("</table>")[0]
    assert "so it can differ from the Overview by a few points." in html(page)
    rows = table.partition("<tbody>")[2].split("<tr>")[1:]
    assert [row.partition('<th scope="row">')[2].partition("<")[0] for row in rows][::11] == ["Aland", "Öster"]
    assert len(rows) == 12
    assert "s-attention" in rows[-1]
    assert "above its 99.8% limits" in rows[-1]
    assert not any("s-attention" in row for row in rows[:-1])


def test_the_map_shows_which_regions_differ_and_outlines_the_one_beside_the_country() -> None:
    names = {**NAMES, "region": {**NAMES["region"], "01": "Uusimaa", "02": "Southwest Finland"}}
    cases = [case for code, n in {"01": 40, **dict.fromkeys(["02", *CODES], 5)}.items() for case in opened(code, n)]
    made = a_world(cases)
    plain = made.tables["regions"][0]
    known = [*made.tables["regions"], *({**plain, "code": code, "population": 10} for code in ("01", "02"))]
    world = World({**made.tables, "regions": known}, made.clock, 7, {})
    [drawn_map] = [chart for chart in charts(drawn(view_of(names, world))) if chart.name == "regions-map"]
    assert drawn_map.click
    assert drawn_map.click.writes == (("beside", "code"),)
    assert "Uusimaa: 40 cases opened; differs in cases opened" in drawn_map.recipe.alt
    shown = drawn_map.recipe.values.set_index("code")
    assert shown["past"].to_dict() == {"01": 40, "02": 0}
    assert shown["chosen"].to_dict() == {"01": False, "02": False}
    [drawn_map] = [chart for chart in charts(drawn(view_of(names, world), beside="02")) if chart.name == "regions-map"]
    assert drawn_map.recipe.values.set_index("code")["chosen"].to_dict() == {"01": False, "02": True}


def standing(**stands: dict[str, str]) -> Any:
    """Figures in which regions stand so beside the limits, each with a share of a third."""
    return {
        key: {
            "regions": [
                {"region": code, "stands": stands.get(key, {}).get(code, "inside"), "count": 30, "of": 90}
                for code in CODES
            ]
        }
        for key in ("opened", "in_target", "three_plus_90")
    }


def test_regions_that_differ_are_named_in_order_of_name_with_everything_they_differ_in() -> None:
    figures = standing(
        opened={"R00": "above 99.8", "R02": "below 95"},
        in_target={"R01": "below 99.8", "R00": "below 99.8"},
        three_plus_90={"R01": "below 99.8"},
    )
    lead, rest = regions.headline(figures, view(alike()))
    assert lead == "2 of 12"
    what = "handovers answered within target or cases with three or more agencies"
    worse = f"regions are worse in {what} by more than chance explains: Aland, Öster"
    assert rest == f"{worse}; 1 differs in cases opened: Öster"


def test_a_region_that_is_better_is_called_so_and_is_not_in_the_colour_of_alarm() -> None:
    what = "in handovers answered within target"
    figures = standing(in_target={"R00": "above 99.8"})
    better = f"1 of 12 regions is better {what} by more than chance explains: Öster (33%)"
    assert regions.headline(figures, view(alike())) == ("", better)
    figures = standing(in_target={"R00": "above 99.8"}, opened={"R01": "below 99.8"})
    differs = "regions differs in cases opened by more than chance explains: Aland"
    assert regions.headline(figures, view(alike())) == ("1 of 12", f"{differs}; 1 is better {what}: Öster (33%)")
    figures = standing(in_target={"R00": "above 99.8", "R01": "below 99.8", "R02": "below 99.8"})
    worse = f"regions are worse {what} by more than chance explains: Aland (33%), Region R02 (33%)"
    assert regions.headline(figures, view(alike())) == ("2 of 12", f"{worse}; 1 is better: Öster (33%)")


def test_it_says_how_many_cases_of_unknown_region_the_country_is_without() -> None:
    cases = [*opened("R00", 20), *opened("unknown", 3), a_case("x", NOW - DAY, region_code=None)]
    said = "Cases of unknown region are left out, also of the country: 4 open, 4 opened in the period."
    assert said in html(drawn(view(a_world(cases)))).replace("&#x27;", "'")
    assert html(drawn(view(a_world(cases)), beside="R00")).count(said) == 2
    assert "Cases of unknown region" not in html(drawn(view(alike())))


def test_a_click_on_a_dot_of_a_funnel_chooses_its_region() -> None:
    [_map, funnel] = charts(drawn(view(alike("R00"))))
    assert funnel.click
    assert funnel.click.writes == (("beside", "code"),)
    assert {*funnel.recipe.values["code"].dropna()} == {*CODES}


def test_a_region_is_chosen_beside_the_country_and_stands_in_the_address() -> None:
    page = drawn(view(alike("R00")))
    assert "Choose a region to see it beside the country" in html(page)
    assert "R00" in dict(choice(page, "beside").options)
    found = html(drawn(view(alike("R00")), beside="R00"))
    assert "<caption>Öster beside the country</caption>" in found
    assert "40 opened, 7.9 expected" in found
    assert "95 opened" in found
    assert 'class="s-attention">above its 99.8% limits: more than chance explains' in found


def test_the_region_of_the_filter_is_the_chosen_one_and_the_country_stays_whole() -> None:
    found = html(drawn(view(alike(), regions=("R01",))))
    assert "<caption>Aland beside the country</caption>" in found
    assert "60 opened" in found
    assert "Regions are compared over the whole country, whatever place is chosen above." in found


def test_what_cannot_be_told_is_said_in_words() -> None:
    cases = [a_case("old", NOW - 100 * DAY, region_code="R00"), a_case("new", NOW, region_code="R01")]
    world = a_world(cases, [a_handover("old", NOW - 20 * DAY, "A1", "A2")])
    found = html(drawn(view(world), beside="R00"))
    assert re.search(r'<span class="s-whole">0 of 1</span> <span class="s-few">[^<]*\(few cases\)</span>', found)
    assert "not reached" in found
    assert "not tested" in found
    assert "no data" in html(drawn(view(world), beside="R01"))


def test_regions_without_a_population_have_no_expected_cases() -> None:
    found = html(drawn(view(a_world(opened("R00", 5), people=None)), beside="R00"))
    assert "No data in this period." in found
    assert "NaN" not in found
    assert "None" not in found


def test_a_region_with_enough_cases_has_a_control_chart_and_the_others_are_named() -> None:
    weeks = [case for week in range(20) for case in opened("R00", 5 + week % 2, NOW - timedelta(weeks=week))]
    found = html(drawn(view(a_world(weeks), from_day=date(2026, 5, 4))))
    assert "No region is flagged in its latest period: no evidence of a change." in found
    assert "Too few for a chart (on average under 5 cases in four weeks): Aland, Region R02" in found


def test_a_region_whose_last_window_is_flagged_is_named_with_the_reason() -> None:
    numbers = [30, *[5 + week % 2 for week in range(104)]]
    weeks = [case for week, n in enumerate(numbers) for case in opened("R00", n, NOW - timedelta(weeks=week + 1))]
    page = drawn(view(a_world(weeks)))
    found = html(page)
    assert "Öster: above its usual range." in found
    [key] = [part for part in every(page.parts) if isinstance(part, Key) and len(part.marks) == 4]
    assert key.marks[-1] == ("flagged", "flagged: 1 of 103 points; by chance alone, about 6")


def test_it_says_what_the_comparison_cannot_know() -> None:
    found = html(drawn(view(alike())))
    assert "how hard the cases of a region are, and how many people are at risk there" in found


def test_regions_stand_in_order_of_name_and_only_what_has_data_is_drawn() -> None:
    [_map, funnel] = charts(drawn(view(alike("R00"))))
    assert "Outside the 99.8% limits: Öster (above)." in funnel.recipe.alt
    rows = by_name([{"region": code} for code in CODES], view(alike()))
    assert [row["region"] for row in rows] == ["R01", *CODES[2:], "R00"]


def test_a_region_that_is_none_is_not_chosen() -> None:
    page = drawn(view(alike()), beside=EVIL)
    found = html(page)
    assert "Choose a region" in found
    assert choice(page, "beside").chosen == ""
    assert "<script>alert" not in found


def test_without_any_case_it_says_what_is_missing() -> None:
    assert "There are no cases yet" in html(drawn(view(a_world([]))))


@pytest.mark.parametrize("role", ["agency", "ministry"])
def test_agencies_and_ministries_see_the_figures(role: str) -> None:
    assert "No evidence that any region differs" in html(drawn(view(alike(), role)))


def test_shares_of_a_region_and_of_the_country_stand_with_their_intervals() -> None:
    cases = [a_case(f"c{n}", NOW - 300 * DAY, region_code=CODES[n % 2]) for n in range(60)]
    sent = [
        a_handover(
            f"c{n}", NOW - 60 * DAY, "A1", "A2", responded_at=NOW - (59 if n < 45 else 30) * DAY, response="accepted"
        )
        for n in range(60)
    ]
    shown = html(drawn(view(a_world(cases, sent)), beside="R00"))
    assert '<span class="s-whole">77% of 30</span> <span class="s-few s-whole">59–88%</span>' in shown
    # each case has one handover: as sixty of different cases
    assert '<span class="s-whole">75% of 60</span> <span class="s-few s-whole">63–84%</span>' in shown


def test_regions_with_too_few_cases_for_weeks_have_four_weeks_of_two_years() -> None:
    cases = [case for ago in range(1, 26) for case in opened("R00", 6, NOW - timedelta(weeks=4 * ago))]
    sent = [
        {**a_handover("R01-old", NOW - timedelta(weeks=ago), "A1", "A2"), "handover_id": f"{ago}-{n}"}
        for ago in range(2, 105)
        for n in range(2)
    ]
    world = a_world([*cases, a_case("R01-old", NOW - timedelta(weeks=120), region_code="R01")], sent)
    page = drawn(view(world, from_day=date(2026, 6, 1)))
    found = {chart.name: chart for chart in charts(page)}
    for name, region in (("regions-over-time", "Öster"), ("regions-answered-over-time", "Aland")):
        values = found[name].recipe.values
        assert {*values["title"]} == {region}
        assert len(values) == 25
    # cases that were opened are a list, a share that is compared is none
    assert found["regions-over-time"].click
    assert not found["regions-answered-over-time"].click
    assert "Too few for a chart (on average under 5 handovers in four weeks): Region R02, Region R03" in html(page)
    assert " Each point is four weeks." in html(page)


def test_a_region_better_than_chance_is_not_in_the_colour_of_alarm() -> None:
    cases = [a_case(code, NOW - timedelta(days=40), region_code=code) for code in CODES]

    def sent(code: str, n: int, days: int) -> Row:
        at = NOW - timedelta(days=30)
        answer = {"responded_at": at + days * DAY, "response": "accepted"}
        return {**a_handover(code, at, "A1", "A2", **answer), "handover_id": f"{code}-{n}"}

    # every region answers half in target, but one all, and another nothing
    days = {"R00": [1], "R01": [20]}
    rows = [
        sent(code, n, days.get(code, [1, 20])[n % len(days.get(code, [1, 20]))]) for code in CODES for n in range(40)
    ]
    made = [{**row, "case_id": f"{row['case_id']}-{n}"} for n, row in enumerate(rows)]
    own = [a_case(row["case_id"], NOW - timedelta(days=40), region_code=row["case_id"][:3]) for row in made]
    table = html(drawn(view(a_world([*cases, *own], made))))
    table = table.partition("<caption>What is compared, by region</caption>")[2].partition("</table>")[0]
    rows_shown = {
        name: table.partition(f'<th scope="row">{name}<')[2].partition("</tr>")[0] for name in ("Öster", "Aland")
    }
    assert "s-better" in rows_shown["Öster"]
    assert ">better</span>" in rows_shown["Öster"]
    assert "s-attention" not in rows_shown["Öster"]
    assert "s-attention" in rows_shown["Aland"]
    assert ">worse</span>" in rows_shown["Aland"]
