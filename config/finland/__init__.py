"""Finland's regions, wellbeing services counties, ministries and agencies (sources: SOURCE.md)."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Named:
    """Something with a short stable code and a name for the screen in each language."""

    code: str
    name_en: str
    name_fi: str
    name_sv: str


SomeNamed = TypeVar("SomeNamed", bound=Named)


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
    return _read("regions.csv", Region)


@cache
def counties() -> tuple[County, ...]:
    """The 21 wellbeing services counties, Helsinki and Åland, by code."""
    return _read("wellbeing_counties.csv", County)


@cache
def ministries() -> tuple[Named, ...]:
    """The ministries whose agencies meet victims, and the Government of Åland."""
    return _read("ministries.csv", Named)


@cache
def agencies() -> tuple[Agency, ...]:
    """All agencies; a type that stands once per region or county gives one agency for each, `POL-06`."""
    types = _rows("agencies.csv")
    return tuple(agency for row in types for agency in _agencies_of(row, types))


def _agencies_of(row: Mapping[str, str], types: tuple[dict[str, str], ...]) -> list[Agency]:
    """The agencies of one type, leaving out places where another agency stands for it."""
    places: Mapping[str, tuple[Region | County, ...]] = {"region": regions(), "county": counties()}
    if row["one_per"] not in places:
        return [_agency(row, row)]
    taken = {other[f"{row['one_per']}_code"] for other in types if row["code"] in other["stands_for"].split()}
    return [_agency(row, _local(row, place)) for place in places[row["one_per"]] if place.code not in taken]


def _local(row: Mapping[str, str], place: Region | County) -> Mapping[str, str]:
    """The code, names and place of the agency of a type that stands in one place."""
    names = {name: f"{row[name]}, {getattr(place, name)}" for name in ("name_en", "name_fi", "name_sv")}
    region, county = (place.region_code, place.code) if isinstance(place, County) else (place.code, "")
    return {"code": f"{row['code']}-{place.code}", **names, "region_code": region, "county_code": county}


def _agency(row: Mapping[str, str], own: Mapping[str, str]) -> Agency:
    """An agency of the type in a row, with a code, names and place of its own."""
    return Agency(
        *(own["code"], own["name_en"], own["name_fi"], own["name_sv"]),
        sector=row["sector"],
        ministry_code=row["ministry_code"] or None,
        region_code=own["region_code"] or None,
        county_code=own["county_code"] or None,
        kinds=frozenset((row["code"], *row["stands_for"].split())),
        regions_served=frozenset(row["regions_served"].split()),
        handles_cases=row["handles_cases"] == "yes",
    )


@cache
@cache
def outlines(place: Literal["region", "county"]) -> str:
    """The borders as TopoJSON (WGS84) with one object, `places`, whose geometries have the property `code`.

    As text, which a chart takes as well: Streamlit reads and writes each specification several times at each run, and
    numbers cost it a third of a page.
    """
    file = {"region": "regions.topo.json", "county": "wellbeing_counties.topo.json"}[place]
    topology: dict[str, Any] = json.loads((HOME / file).read_text(encoding="utf-8"))
    [places] = topology.pop("objects").values()
    for outline in places["geometries"]:
        outline["properties"] = {"code": outline["properties"]["code"]}
    return json.dumps(topology | {"objects": {"places": places}}, separators=(",", ":"))


def _read(file: str, kind: type[SomeNamed]) -> tuple[SomeNamed, ...]:
    """The lines of a file as things of a kind, whose fields are its columns."""
    types = get_type_hints(kind)
    return tuple(kind(**{name: of(row[name]) for name, of in types.items()}) for row in _rows(file))


def _rows(file: str) -> tuple[dict[str, str], ...]:
    with (HOME / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
