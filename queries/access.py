"""Who may see what: roles, and the grant of a viewer; `queries/filters.py` makes conditions of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, literal, or_

from config.codes import USER_ROLES, UserRole

# figures of the whole country, figures of single places and agencies, rows of cases; and what is about the dashboard
Reads = Literal["figures", "places", "rows", "administration"]

SEES: Mapping[Reads, tuple[UserRole, ...]] = {
    "figures": ("coordination", "agency", "ministry", "rapporteur"),
    "places": ("coordination", "agency", "ministry"),
    "rows": ("coordination", "agency"),
    "administration": ("administration",),
}
# columns of facts that tell one place or agency from another
PLACES = frozenset(("region", "county", "agency", "ministry", "responsible_agency", "one", "other")).union(
    ("from_agency", "to_agency", "from_ministry", "to_ministry")
)


class NoAccess(Exception):
    """The grant does not allow what was asked."""


@dataclass(frozen=True)
class Grant:
    """Who asks: a role with its agency or ministry, decided on the server at the moment `at` (aware).

    An agency's case rows follow from what holds at `at`, whatever as-of moment is looked at: looking back
    must not reopen a case that was once offered to the agency and refused.
    """

    role: UserRole
    at: datetime
    agency: str | None = None
    ministry: str | None = None

    def __post_init__(self) -> None:
        if self.role not in USER_ROLES:
            raise ValueError(f"'{self.role}' is not a role; roles are {', '.join(USER_ROLES)}")
        if (self.role == "agency") != bool(self.agency) or (self.role == "ministry") != bool(self.ministry):
            raise ValueError(f"the role {self.role} does not go with this agency or ministry")

    def may_read(self, reads: Reads) -> bool:
        """Whether this grant opens any figures, any of single places and agencies, or any case rows, at all."""
        return self.role in SEES[reads]

    @property
    def usual(self) -> tuple[str, ...]:
        """What figures of everything are asked by, so that those by region need no question of their own."""
        return ("region",) if self.may_read("places") else ()

    @property
    def whole_country_only(self) -> bool:
        """Whether this grant opens figures, but none of a single place or agency."""
        return self.may_read("figures") and not self.may_read("places")


def reads_of(*columns: str) -> Reads:
    """What a question reads that has these columns of facts in its answer, or asks for one code of them."""
    return "figures" if PLACES.isdisjoint(columns) else "places"


def granted(grant: Grant, reads: Reads) -> ColumnElement[bool]:
    """Condition: the grant opens anything of this kind. Raises NoAccess where it does not."""
    if not grant.may_read(reads):
        raise NoAccess(f"the role {grant.role} may not see {reads}")
    role = literal(grant.role)
    return or_(*(role == one for one in SEES[reads]))  # IN would be written out anew for each question
