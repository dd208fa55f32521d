"""What a page is given: the question of this view, how to ask it, and the names that go with codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal

from charts.drawing import Theme
from config.codes import EXPLOITATION_FORMS, UNKNOWN, VICTIM_AGE_GROUPS
from config.finland import sectors
from documents.sheet import Sheet
from queries.filters import Filters
from screen.address.address import Address
from screen.address.link import parameters_of
from screen.language.words import _, language
from screen.view.compute import Compute
from store.facts.replica import Replica

Names = Mapping[str, Mapping[str, str]]
Note = Callable[[Literal["rows_shown", "export"], str], None]
Link = Callable[[str, str, Mapping[str, list[str]]], None]


@dataclass(frozen=True)
class View:
    """One look at the figures. `names` are by kind (as in CODES of the address) and code; `now` is aware.

    `compute` gives an indicator's figures for the filters, which hold the grant: it is the only way to any.
    `note` writes down what was shown or taken away; `draw_link` draws a link to another page (its url_path, the words,
    the parameters of its address). `shown` is what the page has drawn so far, by name, for who takes it away; `demo`
    and `stale_since` (aware) say what the data is.
    """

    compute: Compute
    address: Address
    names: Names
    now: datetime
    note: Note
    draw_link: Link
    theme: Theme = "light"
    demo: bool = False
    stale_since: datetime | None = None
    shown: dict[str, Sheet] = field(default_factory=dict)

    @property
    def filters(self) -> Filters:
        return self.address.filters

    def name(self, kind: str, code: str) -> str:
        """The name of a code, or the code where the data has no name for it."""
        return self.names[kind].get(code, code)

    def sector_name(self, sector: str) -> str:
        """The name of a sector."""
        return _sector_names(language()).get(sector, sector)

    def note_rows_shown(self, what: str) -> None:
        """To be called with what was shown whenever a page shows case rows."""
        self.note("rows_shown", what)

    def note_export(self, what: str) -> None:
        """To be called with what was taken away as a file."""
        self.note("export", what)

    def link(self, place: str, label: str, **parameters: str) -> None:
        """Draw a link to another page with these filters; a parameter that is named takes the place of its filter."""
        self.draw_link(place, label, parameters_of(parameters))


def names(replica: Replica) -> Names:
    """What there is to choose from: names by parameter and code, in the viewer's language; `unknown` is always one."""
    kinds = {"region": "regions", "county": "counties", "agency": "agencies", "ministry": "ministries"}
    stored = {parameter: replica.names(kind, language()) for parameter, kind in kinds.items()}
    return {
        **{parameter: {**found, UNKNOWN: _("Unknown")} for parameter, found in stored.items()},
        "form": {code: form_names().get(code, code) for code in EXPLOITATION_FORMS},
        "age_group": {code: age_group_names().get(code, code) for code in VICTIM_AGE_GROUPS},
    }


def form_names() -> dict[str, str]:
    """Names of the forms of exploitation."""
    return {
        "sexual": _("Sexual exploitation"),
        "labour": _("Forced labour"),
        "forced_marriage": _("Forced marriage"),
        "forced_criminality": _("Forced criminality"),
        "organ_removal": _("Removal of organs"),
        "other": _("Other form"),
        UNKNOWN: _("Unknown"),
    }


def age_group_names() -> dict[str, str]:
    """Names of the victim's age groups."""
    return {"child": _("Children"), "adult": _("Adults"), UNKNOWN: _("Unknown")}


@cache
def _sector_names(language: str) -> Mapping[str, str]:
    return {sector.code: getattr(sector, f"name_{language}") for sector in sectors()} | {UNKNOWN: _("Unknown")}
