"""What a page is given: the question of this view, how to compute its figures, and the names that go with codes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Condition
from typing import Literal, Protocol

from cachetools import LRUCache, cached

from config.codes import UNKNOWN
from config.languages import LANGUAGES
from config.settings import Settings
from documents.page import Switch
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import CODES, Address, Parameters, link, read_address
from screen.language import vocabulary
from screen.language.words import _, language
from screen.view.compute import Compute, computed
from store.facts.changes import ALL_CASES, KINDS, Codes
from store.facts.copy import Edition, names_of
from store.facts.elsewhere import Elsewhere, of
from store.facts.replica import Replica, now_of

Names = Mapping[str, Mapping[str, str]]
Event = Literal["rows_shown", "export", "log_read", "log_exported"]


class Note(Protocol):
    """Writes to the access log what was seen or taken away, of which cases, and for whom.

    Raises OwnDatabaseUnusable.
    """

    def __call__(self, event: Event, what: str, cases: Collection[str] = (), recipient: str = "") -> None: ...


@dataclass(frozen=True)
class View:
    """One look at the figures. `names` are by kind (as in CODES of the address) and code; `now` is aware.

    `compute` gives an indicator's figures for the filters, which hold the grant: it is the only way to any. `note`
    writes to the access log; `settings` are those of the installation; `version`, `demo` and `stale_since` (aware) say
    what the data is. It changes with the cases that have the codes `wanted`.
    """

    compute: Compute
    address: Address
    names: Names
    now: datetime
    note: Note
    settings: Settings
    version: str = ""
    demo: bool = False
    stale_since: datetime | None = None
    wanted: Codes = ALL_CASES

    @property
    def filters(self) -> Filters:
        return self.address.filters

    def name(self, kind: str, code: str) -> str:
        """The name of a code, or the code where the data has no name for it."""
        return self.names[kind].get(code, code)

    def sector_name(self, sector: str) -> str:
        return vocabulary.name("sectors", sector)

    def sector_within(self, sector: str) -> str:
        """Its name within a sentence: 'the police'."""
        return vocabulary.name("sectors", sector, "within")

    def given(self, parameter: str) -> str:
        """What the address says for one of the page's own parameters; empty where it says nothing."""
        return self.address.page.get(parameter, ("",))[-1]

    def chosen(self, parameter: str, known: Collection[str], usual: str = "") -> str:
        """The known code that the page's own parameter names, else the usual one."""
        given = self.given(parameter)
        return given if given in known else usual

    def is_on(self, value: str, parameter: str = "all") -> bool:
        """Whether the value is among those of the page's own parameter."""
        return value in self.address.page.get(parameter, ())

    def switch(self, value: str, label: str, parameter: str = "all") -> Switch:
        return Switch(parameter, value, label, self.is_on(value, parameter))

    def link(self, page: str, **parameters: str) -> str:
        """The address of another page with these filters; a parameter that is named replaces its filter."""
        return link(self.address, page, **parameters)


def view_of(replica: Replica, parameters: Parameters, grant: Grant, note: Note, *, by_filters: bool = False) -> View:
    """The view that the parameters of an address name, as it is seen with a grant at the moment of the figures. All of
    them are of one version of the data; where no cases count but those that pass the filters (`by_filters`), it is that
    of the last change to them.
    """
    latest, known = replica.now, names(replica.copy, language())
    address = read_address(parameters, grant, latest, known, replica.settings.delay_clock)
    wanted = wanted_by(address.filters) if by_filters else ALL_CASES
    seen = replica.seen(wanted)
    now = min(latest, now_of(seen))  # of the same day, on which the period rests
    as_of = address.filters.as_of if address.fixed else now
    address = replace(address, filters=replace(address.filters, grant=replace(grant, at=now), as_of=as_of))
    compute, stale = computed(seen, address.filters), replica.stale_since
    shown = seen.copy
    return View(compute, address, known, now, note, shown.settings, seen.version, shown.demo, stale, wanted)


def wanted_by(filters: Filters) -> Codes:
    """The codes of the cases that pass these filters, and perhaps of more."""
    return tuple(frozenset(getattr(filters, CODES[kind])) for kind in KINDS)


def stored_names(copy: Edition, language: str) -> dict[str, dict[str, str]]:
    """The names that the case database has in a language, by parameter and code."""
    kinds = {"region": "regions", "county": "counties", "agency": "agencies", "ministry": "ministries"}
    return {parameter: names_of(copy, kind, language) for parameter, kind in kinds.items()}


@cached(LRUCache(2 * len(LANGUAGES)), lambda copy, language: (copy.whole, language), condition=Condition())
def names(copy: Edition | Elsewhere, language: str) -> Names:
    """What there is to choose from: names by parameter and code, in the language of this run; `unknown` is one."""
    stored = of(copy, stored_names, language)
    return {
        **{parameter: {**found, UNKNOWN: _("Unknown")} for parameter, found in stored.items()},
        "form": vocabulary.names("exploitation_forms"),
        "age_group": vocabulary.names("victim_age_groups"),
    }
