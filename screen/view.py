"""What a page is given: the question of this view, how to ask it, and the names that go with codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from config.codes import EXPLOITATION_FORMS, UNKNOWN, VICTIM_AGE_GROUPS
from queries.filters import Filters
from screen.address import Address
from screen.ask import Compute
from screen.words import _, language
from store.replica import Replica

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class View:
    """One look at the figures. `names` are by kind (as in CODES of the address) and code; `now` is aware.

    `compute` gives an indicator's figures for the filters, which hold the grant: it is the only way to any.
    `note_rows_shown` is called with what was shown whenever a page shows case rows.
    """

    compute: Compute
    address: Address
    names: Names
    now: datetime
    note_rows_shown: Callable[[str], None]

    @property
    def filters(self) -> Filters:
        return self.address.filters

    def name(self, kind: str, code: str) -> str:
        """The name of a code, or the code where the data has no name for it."""
        return self.names[kind].get(code, code)


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
