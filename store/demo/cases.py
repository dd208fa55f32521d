"""The made-up cases: where and when they open and close, whom they concern, and who meets the victim first."""

from bisect import bisect
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, groupby, pairwise

from config.codes import UNKNOWN
from config.finland import County, counties
from store.demo.chance import SHARES, Chance

_MONTH = 365.25 / 12
_SPREAD_OF_DAYS_OPEN = 0.95
# By its population Åland would get three cases a year; the demo wants a region with next to none.
_FEWER_CASES = {"91": 0.5}


@dataclass(frozen=True)
class DemoScale:
    """How much to make up: `months` from the first case until now, over which openings are spread evenly. After long
    enough about `opened_a_month` × the mean time that a case stays open are open.
    """

    months: int
    opened_a_month: int
    median_days_open: float


SMALL = DemoScale(months=24, opened_a_month=84, median_days_open=98)
# Finland: about 500 presumed victims a year, and 1,500 cases open at a time after nine years of recording.
NATIONAL = DemoScale(months=108, opened_a_month=42, median_days_open=790)


@dataclass(frozen=True)
class DemoCase:
    """A made-up case as it stands now. `home` is where its agencies are, whether or not the place is recorded."""

    case_id: str
    home: County
    region_code: str
    county_code: str | None
    opened_at: datetime
    closed_at: datetime | None
    closed_reason: str | None
    exploitation_form: str
    victim_age_group: str
    offence: str
    first_kind: str
    investigation_ref: str | None = None

    @property
    def is_child(self) -> bool:
        return self.victim_age_group == "child"

    @property
    def traits(self) -> set[str]:
        """What a step of config/demo.toml may ask for."""
        hurt = "hurt_child" if self.is_child and self.offence in ("sexual", "violent", "trafficking") else ""
        return {"", "child" if self.is_child else "adult", hurt, self.exploitation_form, self.home.region_code}


def draw_cases(chance: Chance, scale: DemoScale, now: datetime) -> list[DemoCase]:
    """Cases opened in the last `scale.months` months, in order of opening, whether or not they have been closed."""
    spans = _draw_spans(chance, scale, now)
    homes = chance.sample(_homes(len(spans)), len(spans))
    numbers = range(1000, max(10_000, 1000 + 4 * len(spans)))
    drawn = zip(chance.sample(numbers, len(numbers)), homes, spans, strict=False)
    cases = [draw_case(chance, f"K-{number}", home, span) for number, home, span in drawn]
    return _join_investigations(chance, cases)


def _draw_spans(chance: Chance, scale: DemoScale, now: datetime) -> list[tuple[datetime, datetime | None]]:
    """Openings and closings, in order of opening; a closing that is still to come is None."""
    number, days = scale.months * scale.opened_a_month, scale.months * _MONTH
    drawn = (chance.office_time(now - chance.days_between(0, days)) for _ in range(number))
    openings = sorted(opened_at for opened_at in drawn if opened_at <= now)
    closings = (draw_closing(chance, scale, opened_at) for opened_at in openings)
    return [(opened_at, at if at <= now else None) for opened_at, at in zip(openings, closings, strict=True)]


def draw_closing(chance: Chance, scale: DemoScale, opened_at: datetime) -> datetime:
    return chance.later(opened_at, scale.median_days_open, _SPREAD_OF_DAYS_OPEN)


def _homes(number: int) -> list[County]:
    """So many counties, each as often as its population says."""
    edges = list(accumulate(weight_of_counties().values()))
    return [counties()[bisect(edges, (place + 0.5) / number * edges[-1])] for place in range(number)]


def weight_of_counties() -> dict[County, float]:
    """How many cases come from each county, in proportion."""
    return {county: county.population * _FEWER_CASES.get(county.code, 1) for county in counties()}


def draw_case(chance: Chance, case_id: str, home: County, span: tuple[datetime, datetime | None]) -> DemoCase:
    """A case of `home` that opened and closed (or not yet: None) at the moments of `span`."""
    age_group = chance.one_of(SHARES["age_groups"])
    is_child = age_group == "child"
    form = chance.one_of(SHARES["forms_of_children" if is_child else "forms"])
    first = "first_for_children" if is_child else f"first_{form}"
    region_known, county_known = not chance.happens(0.01), not chance.happens(0.04)
    return DemoCase(
        case_id=case_id,
        home=home,
        region_code=home.region_code if region_known else UNKNOWN,
        county_code=home.code if region_known and county_known else None,
        opened_at=span[0],
        closed_at=span[1],
        closed_reason=chance.one_of(SHARES["closed_reasons"]) if span[1] else None,
        exploitation_form=form,
        victim_age_group=age_group,
        offence=chance.one_of(SHARES["offences_against_children" if is_child else "offences"]),
        first_kind=chance.one_of(SHARES.get(first, SHARES["first_otherwise"])),
    )


def _join_investigations(chance: Chance, cases: list[DemoCase]) -> list[DemoCase]:
    """Give some neighbours in place, form and time one investigation; the order of the cases stays."""
    references: dict[str, str] = {}
    for _, group in groupby(sorted(cases, key=_kinship), key=lambda case: _kinship(case)[:2]):
        for earlier, later in pairwise(group):
            near = later.opened_at - earlier.opened_at < timedelta(days=45)
            if near and chance.happens(0.3):
                reference = references.setdefault(earlier.case_id, f"T-{len(references) + 101}")
                references[later.case_id] = reference
    return [replace(case, investigation_ref=references.get(case.case_id)) for case in cases]


def _kinship(case: DemoCase) -> tuple[str, str, datetime]:
    return case.home.region_code, case.exploitation_form, case.opened_at
