"""What a page is given: the question of this view, how to compute its figures, and the names that go with codes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cachetools import LRUCache, cached

from config.codes import UNKNOWN
from config.languages import LANGUAGES
from config.settings import Settings
from documents.page import Switch
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address, Parameters, link, read_address
from screen.language import vocabulary
from screen.language.words import _, language
from screen.view.compute import Compute, computed
from store.facts.copy import Copy, names_of
from store.facts.replica import Replica

Names = Mapping[str, Mapping[str, str]]
Note = Callable[[Literal["rows_shown", "export"], str], None]


@dataclass(frozen=True)
class View:
    """One look at the figures. `names` are by kind (as in CODES of the address) and code; `now` is aware.

    `compute` gives an indicator's figures for the filters, which hold the grant: it is the only way to any. `note`
    writes to the access log; `settings` are those of the installation; `version`, `demo` and `stale_since` (aware) say
    what the data is.
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

    @property
    def filters(self) -> Filters:
        return self.address.filters

    def name(self, kind: str, code: str) -> str:
        """The name of a code, or the code where the data has no name for it."""
        return self.names[kind].get(code, code)

    def sector_name(self, sector: str) -> str:
        return vocabulary.name("sectors", sector)

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


def view_of(replica: Replica, parameters: Parameters, grant: Grant, now: datetime, note: Note) -> View:
    """The view that the parameters of an address name, as it is seen with a grant; `now` is aware. All its figures are
    of one version of the data.
    """
    copy, settings = replica.copy, replica.settings
    known = names(copy, language())
    address = read_address(parameters, grant, now, known, settings.delay_clock)
    compute = computed(copy, address.filters)
    return View(compute, address, known, now, note, settings, copy.version, copy.demo, replica.stale_since)


@cached(LRUCache(2 * len(LANGUAGES)), lambda copy, language: (copy.version, language))
def names(copy: Copy, language: str) -> Names:
    """What there is to choose from: names by parameter and code, in the language of this run; `unknown` is one."""
    kinds = {"region": "regions", "county": "counties", "agency": "agencies", "ministry": "ministries"}
    stored = {parameter: names_of(copy, kind, language) for parameter, kind in kinds.items()}
    return {
        **{parameter: {**found, UNKNOWN: _("Unknown")} for parameter, found in stored.items()},
        "form": vocabulary.names("exploitation_forms"),
        "age_group": vocabulary.names("victim_age_groups"),
    }
