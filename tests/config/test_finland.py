from collections import Counter
from itertools import chain

import pytest

from config import codes
from config.finland import HOME, agencies, counties, ministries, regions

PLACED = ("POL", "HVASOS", "HVALS", "HVAPAI", "HVATER", "TURVA", "OIP", "NAS")


def test_the_whole_country_is_there() -> None:
    assert len(regions()) == 19
    assert len(counties()) == 23
    assert sum(region.population for region in regions()) == 5_638_675


def test_counties_add_up_to_their_regions() -> None:
    people: Counter[str] = Counter()
    for county in counties():
        people[county.region_code] += county.population
    assert people == {region.code: region.population for region in regions()}


def test_each_region_has_a_tile_of_its_own() -> None:
    assert len({(region.tile_column, region.tile_row) for region in regions()}) == len(regions())


def test_agencies_are_of_sectors_that_the_product_knows() -> None:
    assert {agency.sector for agency in agencies()} <= set(codes.SECTORS)


def test_codes_and_names_are_unique_and_clean() -> None:
    for things in (regions(), counties(), ministries(), agencies()):
        for column in ("code", "name_en", "name_fi", "name_sv"):
            values = [getattr(thing, column) for thing in things]
            assert len(set(values)) == len(values)
            assert all(value and value == value.strip() for value in values)


def test_agencies_name_only_places_and_ministries_that_exist() -> None:
    region_of = {county.code: county.region_code for county in counties()}
    for agency in agencies():
        assert agency.ministry_code in {None, *(ministry.code for ministry in ministries())}
        assert agency.region_code in {None, *region_of.values()}
        assert agency.county_code is None or region_of[agency.county_code] == agency.region_code
        assert agency.regions_served <= set(region_of.values())


@pytest.mark.parametrize("kind", PLACED)
def test_every_county_has_exactly_one_agency_of_a_type(kind: str) -> None:
    for county in counties():
        assert len([agency for agency in agencies() if agency.serves(kind, county)]) == 1


def test_no_type_serves_a_county_twice() -> None:
    kinds = set(chain.from_iterable(agency.kinds for agency in agencies()))
    for county in counties():
        for kind in kinds:
            assert len([agency for agency in agencies() if agency.serves(kind, county)]) <= 1


def test_who_handles_no_cases_serves_nobody() -> None:
    idle = {agency.code for agency in agencies() if not agency.handles_cases}
    assert {"THL", "OPH", "YVV", "HEUNI"} <= idle
    assert not [a for a in agencies() if a.code in idle and any(a.serves(a.code, c) for c in counties())]


def test_local_agencies_are_named_by_type_and_place() -> None:
    names = {agency.code: (agency.name_en, agency.name_fi, agency.name_sv) for agency in agencies()}
    assert names["POL-01"] == ("Police, Uusimaa", "Poliisi, Uusimaa", "Polisen, Nyland")
    assert names["HVASOS-01"] == (
        "Social services, East Uusimaa",
        "Sosiaalihuolto, Itä-Uusimaa",
        "Socialvård, Östra Nyland",
    )
    assert "POL-21" not in names
    assert "HVASOS-90" not in names


def test_the_source_and_its_licence_are_told() -> None:
    source = (HOME / "SOURCE.md").read_text(encoding="utf-8")
    assert "CC BY 4.0, Statistics Finland" in source
    assert all(file.name in source for file in HOME.glob("*.csv"))
