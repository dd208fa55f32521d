"""From the options of a command to settings and filters; a value that is not known is refused, never ignored."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from commands.output import to_stderr
from config.codes import EXPLOITATION_FORMS, UNKNOWN, VICTIM_AGE_GROUPS
from config.settings import Settings, absolute_url, read_settings
from queries.filters import Filters, FiltersRefused, Grant
from store.errors import StoreError
from store.facts.replica import Replica
from store.schema import must_be_readable
from store.source import engine

Codes = list[str] | None


@dataclass(frozen=True)
class FilterOptions:
    """The filter options of `figures`, as they were written."""

    as_of: str | None
    region: Codes
    county: Codes
    agency: Codes
    ministry: Codes
    form: Codes
    age_group: Codes
    from_day: str | None
    to_day: str | None


def filters_from(options: FilterOptions, replica: Replica) -> Filters:
    """The filters of the coordination that the options name. Raises FiltersRefused for a value that is not known."""
    return Filters(
        Grant("coordination", replica.now),
        replica.now if options.as_of is None else moment("--as-of", options.as_of),
        replica.settings.delay_clock,
        regions=known("--region", options.region, replica.names("regions")),
        counties=known("--county", options.county, replica.names("counties")),
        agencies=known("--agency", options.agency, replica.names("agencies")),
        ministries=known("--ministry", options.ministry, replica.names("ministries")),
        forms=known("--form", options.form, EXPLOITATION_FORMS),
        age_groups=known("--age-group", options.age_group, VICTIM_AGE_GROUPS),
        from_day=day("--from", options.from_day),
        to_day=day("--to", options.to_day),
    )


def settings_with(database: str | None) -> Settings:
    """The settings, with the case database that the command line names."""
    settings = read_settings()
    return replace(settings, database_url=absolute_url(database)) if database else settings


def has_cases(settings: Settings) -> bool:
    """Whether the case database is there and has its tables."""
    try:
        must_be_readable(engine(settings.database_url))
    except StoreError:
        return False
    return True


def known(option: str, given: Codes, codes: Collection[str]) -> tuple[str, ...]:
    """The codes that were given, each of which must be there. Raises FiltersRefused naming the first that is not."""
    for code in given or ():
        if code not in codes and code != UNKNOWN:
            there = ", ".join(dict.fromkeys([*codes, UNKNOWN]))
            raise FiltersRefused(f"{option} {code}: no such code; there are {there}")
    return tuple(given or ())


def moment(option: str, given: str) -> datetime:
    """A moment with its zone. Raises FiltersRefused where it is none."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise FiltersRefused(f"{option} {given}: no moment; write it as 2026-11-24T09:00+02:00") from error
    if found.tzinfo is None:
        raise FiltersRefused(f"{option} {given}: the time zone is missing; write it as {given}+02:00 or {given}Z")
    return found.astimezone(UTC)


def day(option: str, given: str | None) -> date | None:
    """A day. Raises FiltersRefused where it is none."""
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError as error:
        raise FiltersRefused(f"{option} {given}: no day; write it as 2026-11-24") from error


def warn_of_unknown_code(settings: Settings, kind: str, code: str | None) -> None:
    """A code that the case database lacks may come later, so it is told, not refused."""
    if code is None or not has_cases(settings):
        return
    if code not in Replica(settings).names(kind):
        to_stderr.print(f"Note: the case database has no {code} among its {kind} yet.")
