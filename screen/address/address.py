"""The address of a view: filters and choices to and from the query parameters of its URL. Pure.

Parameters: region, county, agency, ministry, form, age_group (codes, repeated for several), period (a preset) or
from and to (days, YYYY-MM-DD), as_of (a moment with its offset), lang (the code of a language, which is no filter), and
what a page itself keeps. Whatever makes no sense is left out, with a notice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pandas as pd

from config.languages import LANGUAGES
from config.settings import DelayClock
from queries.filters import Filters, Grant
from screen.language.formats import HELSINKI
from screen.language.words import _

CODES = {
    "region": "regions",
    "county": "counties",
    "agency": "agencies",
    "ministry": "ministries",
    "form": "forms",
    "age_group": "age_groups",
}
PERIODS: Mapping[str, pd.DateOffset | None] = {
    "4w": pd.DateOffset(weeks=4),
    "3m": pd.DateOffset(months=3),
    "12m": pd.DateOffset(months=12),
    "24m": pd.DateOffset(months=24),
    "all": None,
}
USUAL_PERIOD = "12m"
OWN_DAYS = "days"
LANGUAGE = "lang"
# what those who see the whole country alone cannot choose
PLACES = ("region", "county", "agency", "ministry")
FILTER_PARAMETERS = (*CODES, "period", "from", "to", "as_of")
# what a page itself keeps in the address: the pair, the rule or the case that it shows, and how it shows its lists
PAGE_PARAMETERS = (
    "by",
    "map",
    "all",
    "search",
    "order",
    "columns",
    "network",
    "from_sector",
    "to_sector",
    "from_agency",
    "to_agency",
    "past_target",
    "rule",
    "sector",
    "other_sector",
    "beside",
    "case",
    "indicator",
)

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2199, 12, 31)

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Asked:
    """Who asks, and what there is to choose from: `choices` holds the known codes by parameter, `now` is aware."""

    grant: Grant
    now: datetime
    choices: Mapping[str, Collection[str]]
    delay_clock: DelayClock = "calendar"


@dataclass(frozen=True)
class Address:
    """What an address means. `period` is a key of PERIODS, or OWN_DAYS; `fixed` when it names an as-of moment; `page`
    holds what the page itself keeps, as it was given; `language` is empty where the address names none.
    """

    filters: Filters
    period: str
    fixed: bool
    notices: tuple[str, ...] = ()
    page: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""


def read_address(parameters: Parameters, asked: Asked) -> Address:
    """The valid part of any parameters, and a notice for each part that is not."""
    known = {*FILTER_PARAMETERS, *PAGE_PARAMETERS, LANGUAGE}
    notices = [_strange(name) for name in parameters if name not in known]
    language = _language(parameters, notices)
    codes = {field: _codes(parameters, name, asked, notices) for name, field in CODES.items()}
    as_of = _as_of(parameters, asked.now, notices)
    period, first, last = _period(parameters, as_of or asked.now, notices)
    filters = Filters(
        grant=asked.grant, as_of=as_of or asked.now, delay_clock=asked.delay_clock, from_day=first, to_day=last, **codes
    )
    own = {name: tuple(parameters[name]) for name in PAGE_PARAMETERS if parameters.get(name)}
    return Address(filters, period, as_of is not None, tuple(notices), own, language)


def has_codes(address: Address) -> bool:
    """Whether any region, county, agency, ministry, form or age group is chosen."""
    return any(getattr(address.filters, field) for field in CODES.values())


def write_address(address: Address) -> dict[str, list[str]]:
    """The shortest parameters with this meaning: what is as usual stands in no URL."""
    filters = address.filters
    parameters = {name: list(getattr(filters, field)) for name, field in CODES.items()}
    if address.period == OWN_DAYS:
        parameters |= {"from": _iso(filters.from_day), "to": _iso(filters.to_day)}
    elif address.period != USUAL_PERIOD:
        parameters["period"] = [address.period]
    if address.fixed:
        parameters["as_of"] = [moment_text(filters.as_of)]
    return {name: values for name, values in parameters.items() if values}


def link(address: Address, page: str, **parameters: str) -> str:
    """The address of another page (its url_path) with these filters; a parameter that is named replaces its filter."""
    return f"{page}?{urlencode(carried(address) | {name: [code] for name, code in parameters.items()}, doseq=True)}"


def carried(address: Address) -> dict[str, list[str]]:
    """The parameters that go along from page to page."""
    return write_address(address) | ({LANGUAGE: [address.language]} if address.language else {})


def moment_text(at: datetime) -> str:
    """A moment as it stands in an address: in UTC, because a plus sign does not survive in every mail."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _language(parameters: Parameters, notices: list[str]) -> str:
    language = _only(LANGUAGE, parameters, notices) or ""
    if language in LANGUAGES or not language:
        return language
    words = _("‘{value}’ is not a language of this dashboard; its languages are {languages}.")
    notices.append(words.format(value=_short(language), languages=", ".join(LANGUAGES)))
    return ""


def _codes(parameters: Parameters, name: str, asked: Asked, notices: list[str]) -> tuple[str, ...]:
    given = dict.fromkeys(parameters.get(name, ()))
    if given and name in PLACES and asked.grant.whole_country_only:
        words = _("You see the figures of the whole country, so the choice of {parameter} was left out.")
        notices.append(words.format(parameter=name))
        return ()
    known = [code for code in given if code in asked.choices[name]]
    if strange := [_short(code) for code in given if code not in asked.choices[name]]:
        words = _("‘{values}’ is not a known {parameter}, so it was left out.")
        notices.append(words.format(values="’, ‘".join(strange[:3]), parameter=name))
    return tuple(sorted(known))


def _as_of(parameters: Parameters, now: datetime, notices: list[str]) -> datetime | None:
    if not (text := _only("as_of", parameters, notices)):
        return None
    at = _moment(text)
    if at is None:
        words = _("‘{value}’ is not a valid moment such as 2026-09-09T06:00Z, so the figures are those of now.")
        notices.append(words.format(value=_short(text)))
        return None
    if at > now:
        notices.append(_("The as-of moment lies in the future, so the figures are those of now."))
        return None
    return at.astimezone(UTC)


def _moment(text: str) -> datetime | None:
    """An aware moment; a plus sign that became a space on its way is understood."""
    for candidate in (text, text.replace(" ", "+")):
        try:
            at = datetime.fromisoformat(candidate)
        except ValueError:
            continue
        if at.tzinfo is not None and FIRST_DAY.year < at.year < LAST_DAY.year:
            return at
    return None


def _period(parameters: Parameters, as_of: datetime, notices: list[str]) -> tuple[str, date | None, date | None]:
    today = as_of.astimezone(HELSINKI).date()
    first, last = (_day(name, parameters, notices) for name in ("from", "to"))
    preset = _only("period", parameters, notices) or USUAL_PERIOD
    if preset not in PERIODS:
        words = _("‘{value}’ is not a valid period; periods are {periods}.")
        notices.append(words.format(value=_short(preset), periods=", ".join(PERIODS)))
        preset = USUAL_PERIOD
    if first and first > min(last or today, today):
        notices.append(_("The period ends before it begins, so the usual one is shown."))
        first = last = None
    if first or last:
        return OWN_DAYS, first, last
    return preset, _first_day(preset, today), None


def _first_day(preset: str, today: date) -> date | None:
    """The first of the days that end with today and are as many as the preset says."""
    offset = PERIODS[preset]
    return None if offset is None else (pd.Timestamp(today) - offset).date() + timedelta(days=1)


def _day(name: str, parameters: Parameters, notices: list[str]) -> date | None:
    if not (text := _only(name, parameters, notices)):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day and FIRST_DAY <= day <= LAST_DAY:
        return day
    words = _("‘{value}’ is not a valid day such as 2026-09-14, so it was left out of the period.")
    notices.append(words.format(value=_short(text)))
    return None


def _only(name: str, parameters: Parameters, notices: list[str]) -> str | None:
    given = list(dict.fromkeys(text.strip() for text in parameters.get(name, ()) if text.strip()))
    if len(given) > 1:
        words = _("The address names {parameter} more than once; the last one holds.")
        notices.append(words.format(parameter=name))
    return given[-1] if given else None


def _strange(name: str) -> str:
    return _("‘{parameter}’ is not a filter, so it was left out.").format(parameter=_short(name))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _iso(day: date | None) -> list[str]:
    return [] if day is None else [day.isoformat()]
