"""The address of a view: filters and choices to and from the query parameters of its URL. Pure.

Parameters: region, county, agency, ministry, form, age_group (codes, repeated for several), period (a preset) or
from and to (days, YYYY-MM-DD), as_of (a moment with its offset), lang (the code of a language, which is no filter), and
what a page itself keeps. Whatever makes no sense is left out, with a notice.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

import pandas as pd

from config.languages import LANGUAGES
from config.settings import DelayClock
from queries.access import Grant
from queries.filters import Filters
from screen.language import vocabulary
from screen.language.formats import HELSINKI, day, day_of_year, month
from screen.language.words import _

# what those who see the whole country alone cannot choose
PLACES = {"region": "regions", "county": "counties", "agency": "agencies", "ministry": "ministries"}
CODES = PLACES | {"form": "forms", "age_group": "age_groups"}
LAST_MONTH = "month"  # the calendar month before this one
PERIODS: Mapping[str, pd.DateOffset | None] = {
    "4w": pd.DateOffset(weeks=4),
    LAST_MONTH: None,
    "3m": pd.DateOffset(months=3),
    "12m": pd.DateOffset(months=12),
    "24m": pd.DateOffset(months=24),
    "all": None,
}
USUAL_PERIOD = "12m"
OWN_DAYS = "days"
LANGUAGE = "lang"
PERIOD = ("period", "from", "to")
FILTER_PARAMETERS = (*CODES, *PERIOD, "as_of")
# what a page itself keeps in the address: how it shows its lists, the pair, and the rule or the case that it shows
LIST_PARAMETERS = ("by", "map", "all", "search", "order", "columns")
PAIR_PARAMETERS = ("from_sector", "to_sector", "from_agency", "to_agency", "past_target")
SUBJECT_PARAMETERS = ("rule", "sector", "other_sector", "beside", "case", "indicator")
# which list the page of lists shows, what narrows it, and which page of it
NARROWING_PARAMETERS = ("kind", "closed_reason", "response_reason", "responsible_agency", "at_least", "below")
OF_INVESTIGATION_PARAMETERS = ("investigation_phase", "offence")
INVOLVED_PARAMETERS = ("with_agencies", "with_sectors", "only_sectors")
ADMINISTRATION_PARAMETERS = ("user", "session", "event")
ROWS_PARAMETERS = ("list", *NARROWING_PARAMETERS, *OF_INVESTIGATION_PARAMETERS, *INVOLVED_PARAMETERS, "page")
PAGE_PARAMETERS = (
    *LIST_PARAMETERS,
    *PAIR_PARAMETERS,
    *SUBJECT_PARAMETERS,
    *ROWS_PARAMETERS,
    *ADMINISTRATION_PARAMETERS,
)

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2199, 12, 31)
_TYPED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)

Parameters = Mapping[str, Sequence[str]]
Choices = Mapping[str, Collection[str]]  # the known codes by parameter
T = TypeVar("T")


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


def read_address(
    parameters: Parameters, grant: Grant, now: datetime, choices: Choices, delay_clock: DelayClock = "calendar"
) -> Address:
    """The valid part of any parameters, and a notice for each part that is not; `now` is aware."""
    known = {*FILTER_PARAMETERS, *PAGE_PARAMETERS, LANGUAGE}
    words = _("‘{parameter}’ is not a filter, so it was left out.")
    given = _Given(parameters, [words.format(parameter=_short(name)) for name in parameters if name not in known])
    words = _("‘{value}’ is not a language of this dashboard; its languages are {languages}.")
    language = given.valid(LANGUAGE, _one_of(LANGUAGES), words, languages=", ".join(LANGUAGES)) or ""
    codes = {field: given.codes(name, grant, choices[name]) for name, field in CODES.items()}
    as_of = given.as_of(now)
    period, first, last = given.period(as_of or now)
    filters = Filters(grant, as_of or now, delay_clock=delay_clock, from_day=first, to_day=last, **codes)
    own = {name: tuple(parameters[name]) for name in PAGE_PARAMETERS if parameters.get(name)}
    return Address(filters, period, as_of is not None, tuple(given.notices), own, language)


def has_codes(address: Address) -> bool:
    """Whether any region, county, agency, ministry, form or age group is chosen."""
    return any(getattr(address.filters, field) for field in CODES.values())


def write_address(address: Address) -> dict[str, list[str]]:
    """The shortest parameters with this meaning: what is as usual stands in no URL."""
    filters = address.filters
    parameters = {name: list(getattr(filters, field)) for name, field in CODES.items()}
    if address.period == OWN_DAYS:
        days = {"from": filters.from_day, "to": filters.to_day}
        parameters |= {name: [day.isoformat()] for name, day in days.items() if day}
    elif address.period != USUAL_PERIOD:
        parameters["period"] = [address.period]
    if address.fixed:
        parameters["as_of"] = [moment_text(filters.as_of)]
    return {name: values for name, values in parameters.items() if values}


def link(address: Address, page: str, **parameters: str) -> str:
    """The address of another page (its url_path) with these filters; a parameter that is named replaces its filter, and
    an empty one takes it away.
    """
    named = carried(address) | {name: [code] for name, code in parameters.items()}
    return f"{page}?{urlencode({name: values for name, values in named.items() if values != ['']}, doseq=True)}"


def carried(address: Address) -> dict[str, list[str]]:
    """The parameters that go along from page to page."""
    return write_address(address) | ({LANGUAGE: [address.language]} if address.language else {})


def moment_text(at: datetime) -> str:
    """A moment as it stands in an address: in UTC, because a plus sign does not survive in every mail."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def period_name(address: Address) -> str:
    """'Last 12 months', '1 Jun – 14 Sep 2026'; the last calendar month by its name, which a file may outlive."""
    if address.period == LAST_MONTH and address.filters.from_day:
        return month(address.filters.from_day)
    return own_days_name(address) if address.period == OWN_DAYS else vocabulary.name("period_choices", address.period)


def own_days_name(address: Address) -> str:
    """The days that a viewer chose: '1 Jun – 14 Sep 2026'; empty where there are none."""
    first, last = address.filters.from_day, address.filters.to_day
    if first and last:
        return f"{day_of_year(first) if first.year == last.year else day(first)} – {day(last)}"
    return _("From {day}").format(day=day(first)) if first else _("Until {day}").format(day=day(last)) if last else ""


def days_of_period(address: Address) -> str:
    """The days of the period as the name of a file has them: '2026-10-01--2026-10-31', '' where it has no end."""
    filters = address.filters
    days = (filters.from_day, filters.to_day or filters.today) if filters.from_day or filters.to_day else ()
    return "--".join(one.isoformat() for one in days if one)


@dataclass
class _Given:
    """The parameters of an address, and a notice for each that makes no sense."""

    parameters: Parameters
    notices: list[str]

    def valid(self, name: str, read: Callable[[str], T | None], refusal: str, **known: str) -> T | None:
        """What the value of a parameter means; None where there is none, or none that can be read."""
        values = list(dict.fromkeys(text.strip() for text in self.parameters.get(name, ()) if text.strip()))
        if len(values) > 1:
            words = _("The address names {parameter} more than once; the last one holds.")
            self.notices.append(words.format(parameter=name))
        found = read(values[-1]) if values else None
        if values and found is None:
            self.notices.append(refusal.format(value=_short(values[-1]), **known))
        return found

    def codes(self, name: str, grant: Grant, choices: Collection[str]) -> tuple[str, ...]:
        """The known ones of its values, sorted."""
        given = dict.fromkeys(self.parameters.get(name, ()))
        if given and name in PLACES and grant.whole_country_only:
            words = _("You see the figures of the whole country, so the choice of {parameter} was left out.")
            self.notices.append(words.format(parameter=name))
            return ()
        if strange := [_short(code) for code in given if code not in choices]:
            words = _("‘{values}’ is not a known {parameter}, so it was left out.")
            self.notices.append(words.format(values="’, ‘".join(strange[:3]), parameter=name))
        return tuple(sorted(code for code in given if code in choices))

    def as_of(self, now: datetime) -> datetime | None:
        words = _("‘{value}’ is not a valid moment such as 2026-09-09T06:00Z, so the figures are those of now.")
        at = self.valid("as_of", _moment, words)
        if at is None or at <= now:
            return at
        self.notices.append(_("The as-of moment lies in the future, so the figures are those of now."))
        return None

    def period(self, as_of: datetime) -> tuple[str, date | None, date | None]:
        """A key of PERIODS or OWN_DAYS, and the first and the last day."""
        today = as_of.astimezone(HELSINKI).date()
        words = _("‘{value}’ is not a valid day such as 2026-09-14, so it was left out of the period.")
        first, last = (self.valid(name, _day, words) for name in ("from", "to"))
        words = _("‘{value}’ is not a valid period; periods are {periods}.")
        preset = self.valid("period", _one_of(PERIODS), words, periods=", ".join(PERIODS)) or USUAL_PERIOD
        if first and first > min(last or today, today):
            self.notices.append(_("The period ends before it begins, so the usual one is shown."))
            first = last = None
        if first or last:
            return OWN_DAYS, first, last
        if preset == LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            return preset, last.replace(day=1), last
        offset = PERIODS[preset]
        return preset, None if offset is None else (pd.Timestamp(today) - offset).date() + timedelta(days=1), None


def _one_of(known: Collection[str]) -> Callable[[str], str | None]:
    return lambda text: text if text in known else None


def _moment(text: str) -> datetime | None:
    """An aware moment, in UTC; a plus sign that became a space on its way is understood."""
    for candidate in (text, text.replace(" ", "+")):
        with suppress(ValueError):
            at = datetime.fromisoformat(candidate)
            if at.tzinfo is not None and FIRST_DAY.year < at.year < LAST_DAY.year:
                return at.astimezone(UTC)
    return None


def _day(text: str) -> date | None:
    """A day as 2026-09-14, or as people here type it: 14.9.2026."""
    with suppress(ValueError):
        typed = _TYPED_DAY.fullmatch(text)
        found = date(*map(int, reversed(typed.groups()))) if typed else date.fromisoformat(text)
        if FIRST_DAY <= found <= LAST_DAY:
            return found
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
