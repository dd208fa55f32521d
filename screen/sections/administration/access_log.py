"""The access log, searched by user, event, case and days; each look at it, and each file of it, is logged too."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pandas as pd

from config.vocabulary import codes
from documents.page import AllRows, Button, Choice, Live, Part, Row, Section, TextField, options
from documents.sheet import Column, Phrase, Words, table_of
from measures.local_time import from_us, start_of_day
from screen.address import filter_bar
from screen.frame import services
from screen.language import vocabulary
from screen.language.formats import HELSINKI, clock, count, day
from screen.language.words import _
from screen.sections.administration import log_words
from screen.sections.administration.log_places import EVENTS
from screen.sections.shared.cells import CASE
from screen.view.view import View
from store.errors import OwnDatabaseUnusable
from store.own import log_reading
from store.own.log_reading import Search

ENTRIES_ON_A_PAGE = 50
CASES_SHOWN = 3
LONGEST = 64


def search_in_address(view: View) -> Search:
    """What the address asks for. Its days are those of the filters."""
    first, last = view.filters.from_day, view.filters.to_day
    return Search(
        user_name=view.given("user").strip().lower(),
        event=view.chosen("event", codes(EVENTS)),
        case=view.given(CASE).strip(),
        since=from_us(start_of_day(first)) if first else None,
        until=from_us(start_of_day(last + timedelta(days=1))) if last else None,
    )


def number(search: Search) -> int | None:
    """How many entries match; None while that cannot be read."""
    with suppress(OwnDatabaseUnusable):
        return log_reading.number(services.own(), search)
    return None


def controls(search: Search, view: View) -> Row:
    """The fields that narrow the log."""
    events = {"": _("All events"), **vocabulary.names(EVENTS)}
    clears = ("page",)
    return Row(
        "log-search",
        (
            TextField("user", _("User name"), search.user_name, width=160, longest=LONGEST, clears=clears),
            Choice(
                "event", _("Event"), options(events), search.event, "", "list", 240, label_visible=True, clears=clears
            ),
            TextField(CASE, _("Case number"), search.case, width=160, longest=LONGEST, clears=clears),
            Live(partial(filter_bar.days_of, view.address)),
        ),
    )


def entries(search: Search, n: int, view: View) -> Iterator[Part]:
    """The entries with the ways to the next ones, and all that were found as a file."""
    if not n:
        yield Words(_("No entry matches this search."), kind="note")
        return
    given, pages = view.given("page"), -(-n // ENTRIES_ON_A_PAGE)
    page = min(int(given), pages) if given.isascii() and given.isdigit() and 0 < len(given) < 7 and int(given) else 1
    first = (page - 1) * ENTRIES_ON_A_PAGE
    found = log_reading.found(services.own(), search, ENTRIES_ON_A_PAGE, first)
    counter = _("{first}–{last} of {n}").format(first=count(first + 1), last=count(first + len(found)), n=count(n))
    turns = [
        Button(name, label, (("page", (str(to),) if to > 1 else ()),))
        for name, label, to in (("before", _("Previous"), page - 1), ("next", _("Next"), page + 1))
        if 1 <= to <= pages
    ]
    logged = f"access-log/event={search.event}" if search.event else "access-log"
    table = table_of(_("Access log"), found.to_dict("records"), _columns(view))
    file = AllRows("access-log", partial(log_reading.found, services.own(), search), logged)
    parts = (Row("log-turns", (Words(counter, kind="note"), *turns)), table, file)
    yield Section("access-log", "", parts, logged=logged, cases=(search.case,) if search.case else ())


def _columns(view: View) -> Mapping[Column, Callable[[Mapping[Any, Any]], Phrase]]:
    names = vocabulary.names(EVENTS)

    def of(name: str) -> Callable[[Mapping[Any, Any]], Phrase]:
        return lambda row: Phrase(str(row[name]))

    return {
        Column(_("When"), figures=False): lambda row: Phrase(_moment(row["at"])),
        Column(_("Who"), figures=False): of("user_name"),
        Column(_("Role"), figures=False): lambda row: Phrase(log_words.role(row["role"])),
        Column(_("Address"), figures=False): of("address"),
        Column(_("Event"), figures=False): lambda row: Phrase(
            names.get(row["event"], row["event"]), "attention" if row["outcome"] == "refusal" else ""
        ),
        Column(_("What"), figures=False): lambda row: Phrase(log_words.scope(row["event"], row["scope"], view)),
        Column(_("Cases"), figures=False): lambda row: Phrase(_cases(row["cases"])),
        Column(_("Why"), figures=False): lambda row: Phrase(_why(row["reason"])),
        Column(_("For whom"), figures=False): of("recipient"),
    }


def _moment(at: pd.Timestamp) -> str:
    return f"{day(at.astimezone(HELSINKI).date())} {clock(at)}"


def _cases(listed: str) -> str:
    """The first few, and how many more."""
    found = listed.split(", ") if listed else []
    shown = ", ".join(found[:CASES_SHOWN])
    more = len(found) - CASES_SHOWN
    return _("{cases} and {n} more").format(cases=shown, n=count(more)) if more > 0 else shown


def _why(reason: str) -> str:
    code, _colon, reference = reason.partition(": ")
    return ": ".join(filter(None, (vocabulary.name("look_reasons", code) if code else "", reference)))
