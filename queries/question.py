"""Questions whose text is made once for all filters of one shape: from one version of the data to the next only moments
change.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache, wraps
from inspect import unwrap
from typing import Any, Concatenate, ParamSpec, cast

from sqlalchemy import BigInteger, Select, bindparam

from queries.filters import Filters
from store.facts import compiling

KEPT = 2000  # texts, some 5 kB each
ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
Question = compiling.Question
P = ParamSpec("P")


@dataclass(frozen=True)
class Shape(Filters):
    """Filters without their moments, for which parameters stand that have the names by which `moment` gives them.

    `begins`: the period has a beginning; `to_come`: as-of lies before it.
    """

    begins: bool = False
    to_come: bool = False

    @property
    def as_of_us(self) -> Any:
        return _parameter("as_of_us")

    @property
    def as_of_on_clock(self) -> Any:
        return _parameter("as_of_on_clock")

    @property
    def today_starts(self) -> Any:
        return _parameter("today_starts")

    @property
    def granted_at(self) -> Any:
        return _parameter("granted_at")

    @property
    def period(self) -> Any:
        return _parameter("period_start") if self.begins else None, _parameter("period_end")

    @property
    def is_to_come(self) -> bool:
        return self.to_come

    def midnight_in(self, days: int) -> Any:
        return _parameter("midnight_in", days)

    def midnight_on_clock(self, days: int) -> Any:
        return _parameter("midnight_on_clock", days)

    def days_before(self, days: int) -> Any:
        return _parameter("days_before", days)


def question(
    build: Callable[Concatenate[Filters, P], Select[Any]],
) -> Callable[Concatenate[Filters, P], compiling.Compiled]:
    """A question of filters, as it is asked, from the function that builds it of them. What else that takes can be
    hashed, and it asks nothing of the moments in the filters but to stand in SQL.
    """

    @wraps(build)
    def asked(filters: Filters, *arguments: P.args, **named: P.kwargs) -> compiling.Compiled:
        template = _template(build, shape_of(filters), arguments, tuple(sorted(named.items())))
        return template.with_values(lambda name: moment(filters, name))

    return cast(Callable[Concatenate[Filters, P], compiling.Compiled], asked)


def built(asked: Callable[..., compiling.Compiled], filters: Filters, *arguments: Any, **named: Any) -> Select[Any]:
    """A question as SQLAlchemy has it, to build another of it."""
    select: Select[Any] = unwrap(asked)(filters, *arguments, **named)
    return select


def shape_of(filters: Filters) -> Shape:
    """The shape of these filters."""
    given = {field.name: getattr(filters, field.name) for field in fields(Filters)}
    timeless = {
        "grant": replace(filters.grant, at=ANY_TIME),
        "as_of": ANY_TIME,
        "from_day": None,
        "to_day": None,
        "delay_clock": "calendar",
    }
    return Shape(**{**given, **timeless}, begins=filters.from_day is not None, to_come=filters.is_to_come)


def moment(filters: Filters, name: str) -> int:
    """The moment of filters for which a parameter of their shape stands."""
    of, *days = name.split("__")
    found = getattr(filters, of)
    return int(found(*map(int, days)) if days else found)


def _parameter(*name: object) -> Any:
    return bindparam("__".join(map(str, name)), type_=BigInteger())


@lru_cache(KEPT)
def _template(
    build: Callable[..., Select[Any]], shape: Shape, arguments: tuple[Any, ...], named: tuple[tuple[str, Any], ...]
) -> compiling.Compiled:
    return compiling.compiled(build(shape, *arguments, **dict(named)))
