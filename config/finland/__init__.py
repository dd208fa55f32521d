"""Finland's regions, wellbeing services counties, ministries and agencies (sources: SOURCE.md)."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Named:
    """Something with a short stable code and a name for the screen in each language."""

    code: str
    name_en: str
    name_fi: str
    name_sv: str


@dataclass(frozen=True)
class Region(Named):
    """A region; `tile_column` and `tile_row` (from 1, the north first) are its square on the tile map, `longitude` and
    `latitude` (degrees, WGS84) a point well within it.
    """

    population: int
    tile_column: int
    tile_row: int
    longitude: float
    latitude: float


@dataclass(frozen=True)
class County(Named):
    """A wellbeing services county, or Helsinki (90) or Åland (91), which stand beside the 21 counties; with a point
    well within it (degrees, WGS84).
    """

    region_code: str
    population: int
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Ministry(Named):
    """A ministry, or the Government of Åland."""


@dataclass(frozen=True)
class Agency(Named):
    """An agency. `kinds` are the types it serves as; one without a region and a county is national.

    `regions_served` limits a national unit to its regions (empty: all of them).
    """

    sector: str
    ministry_code: str | None
    region_code: str | None
    county_code: str | None
    kinds: frozenset[str]
    regions_served: frozenset[str]
    handles_cases: bool

    def serves(self, kind: str, county: County) -> bool:
        """Whether cases of `county` that need an agency of type `kind` come here."""
        return (
            self.handles_cases
            and kind in self.kinds
            and self.county_code in (None, county.code)
            and self.region_code in (None, county.region_code)
            and (not self.regions_served or county.region_code in self.regions_served)
        )


@cache
def regions() -> tuple[Region, ...]:
    """The 19 regions, by code."""
    return tuple(
        Region(
            *_code_and_names(row), int(row["population"]), int(row["tile_column"]), int(row["tile_row"]), *_point(row)
        )
        for row in _rows("regions.csv")
    )


@cache
def counties() -> tuple[County, ...]:
    """The 21 wellbeing services counties, Helsinki and Åland, by code."""
    return tuple(
        County(*_code_and_names(row), row["region_code"], int(row["population"]), *_point(row))
        for row in _rows("wellbeing_counties.csv")
    )


@cache
def ministries() -> tuple[Ministry, ...]:
    """The ministries whose agencies meet victims, and the Government of Åland."""
    return tuple(Ministry(*_code_and_names(row)) for row in _rows("ministries.csv"))


@cache
def agencies() -> tuple[Agency, ...]:
    """All agencies; a type that stands once per region or county gives one agency for each, `POL-06`."""
    types = _rows("agencies.csv")
    return tuple(agency for row in types for agency in _agencies_of(row, types))


def _agencies_of(row: Mapping[str, str], types: tuple[dict[str, str], ...]) -> Iterator[Agency]:
    """The agencies of one type, leaving out places where another agency stands for it."""
    standing_in = [other for other in types if row["code"] in other["stands_for"].split()]
    if row["one_per"] == "region":
        taken = {other["region_code"] for other in standing_in}
        yield from (_local(row, place, place.code, None) for place in regions() if place.code not in taken)
    elif row["one_per"] == "county":
        taken = {other["county_code"] for other in standing_in}
        for county in counties():
            if county.code not in taken:
                yield _local(row, county, county.region_code, county.code)
    else:
        yield _agency(row, _code_and_names(row), row["region_code"] or None, row["county_code"] or None)


def _local(row: Mapping[str, str], place: Named, region_code: str, county_code: str | None) -> Agency:
    names = (
        f"{row['name_en']}, {place.name_en}",
        f"{row['name_fi']}, {place.name_fi}",
        f"{row['name_sv']}, {place.name_sv}",
    )
    return _agency(row, (f"{row['code']}-{place.code}", *names), region_code, county_code)


def _agency(
    row: Mapping[str, str],
    code_and_names: tuple[str, str, str, str],
    region_code: str | None,
    county_code: str | None,
) -> Agency:
    return Agency(
        *code_and_names,
        sector=row["sector"],
        ministry_code=row["ministry_code"] or None,
        region_code=region_code,
        county_code=county_code,
        kinds=frozenset((row["code"], *row["stands_for"].split())),
        regions_served=frozenset(row["regions_served"].split()),
        handles_cases=row["handles_cases"] == "yes",
    )


@cache
def outlines(place: Literal["region", "county"]) -> Mapping[str, Any]:
    """The borders as TopoJSON (WGS84) with one object, `places`, whose geometries have the property `code`."""
    file = {"region": "regions.topo.json", "county": "wellbeing_counties.topo.json"}[place]
    topology: dict[str, Any] = json.loads((HOME / file).read_text(encoding="utf-8"))
    [places] = topology.pop("objects").values()
    for outline in places["geometries"]:
        outline["properties"] = {"code": outline["properties"]["code"]}
    return topology | {"objects": {"places": places}}


def _point(row: Mapping[str, str]) -> tuple[float, float]:
    return float(row["longitude"]), float(row["latitude"])


def _code_and_names(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    return row["code"], row["name_en"], row["name_fi"], row["name_sv"]


def _rows(file: str) -> tuple[dict[str, str], ...]:
    with (HOME / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
