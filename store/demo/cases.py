"""The made-up cases: where and when they open and close, whom they concern, and who meets the victim first."""

from bisect import bisect
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, groupby, pairwise

from config.codes import UNKNOWN
from config.finland import County, counties
from store.demo.chance import Chance, Delay

_MONTH = 365.25 / 12
_YEARS_OF_OLDER_CASES = 6
_SPREAD_OF_DAYS_OPEN = 0.95
# By its population Åland would get sixteen cases in three years; the demo wants a region with next to none.
_FEWER_CASES = {"91": 0.5}

_AGE_GROUPS = {"adult": 0.86, "child": 0.12, UNKNOWN: 0.02}
_FORMS = {
    "labour": 0.43,
    "sexual": 0.2,
    "forced_marriage": 0.1,
    "forced_criminality": 0.1,
    "other": 0.08,
    "organ_removal": 0.005,
    UNKNOWN: 0.085,
}
_FORMS_OF_CHILDREN = {
    "sexual": 0.36,
    "forced_criminality": 0.26,
    "forced_marriage": 0.22,
    "labour": 0.05,
    "other": 0.05,
    UNKNOWN: 0.06,
}
_OFFENCES = {"trafficking": 0.62, "sexual": 0.08, "violent": 0.07, "other": 0.17, UNKNOWN: 0.06}
_OFFENCES_AGAINST_CHILDREN = {"trafficking": 0.42, "sexual": 0.3, "violent": 0.16, "other": 0.12}
_CLOSED_REASONS = {
    "help_ended": 0.5,
    "moved": 0.12,
    "left_country": 0.12,
    "disappeared": 0.09,
    "not_a_victim": 0.09,
    "other": 0.05,
    UNKNOWN: 0.03,
}
_FIRST_FOR_CHILDREN = {"POL": 30, "HVALS": 22, "VOK": 20, "KOULU": 15, "HVAPAI": 8, "RAJA": 5}
_FIRST = {
    "labour": {"POL": 30, "LVVTS": 25, "VOK": 20, "RAJA": 8, "RIKU": 8, "MIGRI": 5, "HVASOS": 4},
    "sexual": {"POL": 40, "VOK": 20, "PROTUKI": 16, "HVASOS": 8, "HVATER": 6, "RAJA": 6, "HVAPAI": 4},
    "forced_marriage": {"TURVA": 26, "MONIKA": 20, "POL": 20, "HVASOS": 14, "VOK": 12, "EDUST": 8},
    "forced_criminality": {"POL": 62, "RAJA": 12, "TULLI": 8, "VOK": 12, "HVASOS": 6},
}
_FIRST_OTHERWISE = {"POL": 45, "VOK": 30, "HVASOS": 12, "RAJA": 8, "SPR": 5}


@dataclass(frozen=True)
class DemoScale:
    """How much to make up. Open cases now are about `opened_a_month` × the mean time that a case stays open."""

    months: int
    opened_a_month: int
    median_days_open: float


SMALL = DemoScale(months=18, opened_a_month=50, median_days_open=143)
# Finland: about 500 presumed victims a year, and 1,500 cases open at a time.
NATIONAL = DemoScale(months=36, opened_a_month=42, median_days_open=790)


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


def draw_cases(chance: Chance, scale: DemoScale, now: datetime) -> list[DemoCase]:
    """Cases opened in the last `scale.months` months, and older ones that were still open when those began."""
    spans = _draw_spans(chance, scale, now)
    homes = chance.shuffled(_homes(len(spans)))
    numbers = chance.shuffled(list(range(1000, max(10_000, 1000 + 5 * len(spans)))))
    cases = [
        draw_case(chance, f"K-{number}", home, span) for number, home, span in zip(numbers, homes, spans, strict=False)
    ]
    return _join_investigations(chance, cases)


def _draw_spans(chance: Chance, scale: DemoScale, now: datetime) -> list[tuple[datetime, datetime | None]]:
    """Openings and closings, in order of opening; a closing that is still to come is None."""
    window = scale.months * _MONTH
    older = _YEARS_OF_OLDER_CASES * 12
    begun = now - timedelta(days=window)
    spans = []
    for number in range((older + scale.months) * scale.opened_a_month):
        is_older = number < older * scale.opened_a_month
        ago = chance.days_between(window, window + older * _MONTH) if is_older else chance.days_between(0, window)
        opened_at = chance.office_time(now - ago)
        closed_at = draw_closing(chance, scale, opened_at)
        if opened_at <= now and (not is_older or closed_at > begun):
            spans.append((opened_at, closed_at if closed_at <= now else None))
    return sorted(spans, key=lambda span: span[0])


def draw_closing(chance: Chance, scale: DemoScale, opened_at: datetime) -> datetime:
    """When a case that opened then closes."""
    return chance.office_time(opened_at + chance.days(Delay(scale.median_days_open, _SPREAD_OF_DAYS_OPEN)))


def _homes(number: int) -> list[County]:
    """So many counties, each as often as its population says."""
    edges = list(accumulate(weight_of_counties().values()))
    return [counties()[bisect(edges, (place + 0.5) / number * edges[-1])] for place in range(number)]


def weight_of_counties() -> dict[County, float]:
    """How many cases come from each county, in proportion."""
    return {county: county.population * _FEWER_CASES.get(county.code, 1) for county in counties()}


def draw_case(chance: Chance, case_id: str, home: County, span: tuple[datetime, datetime | None]) -> DemoCase:
    """A case of `home` that opened and closed (or not yet: None) at the moments of `span`."""
    age_group = chance.one_of(_AGE_GROUPS)
    is_child = age_group == "child"
    form = chance.one_of(_FORMS_OF_CHILDREN if is_child else _FORMS)
    first = _FIRST_FOR_CHILDREN if is_child else _FIRST.get(form, _FIRST_OTHERWISE)
    region_known, county_known = not chance.happens(0.01), not chance.happens(0.04)
    return DemoCase(
        case_id=case_id,
        home=home,
        region_code=home.region_code if region_known else UNKNOWN,
        county_code=home.code if region_known and county_known else None,
        opened_at=span[0],
        closed_at=span[1],
        closed_reason=chance.one_of(_CLOSED_REASONS) if span[1] else None,
        exploitation_form=form,
        victim_age_group=age_group,
        offence=chance.one_of(_OFFENCES_AGAINST_CHILDREN if is_child else _OFFENCES),
        first_kind=chance.one_of(first),
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
