"""Which sectors meet in a case: cases by the set of sectors that are involved in them."""

from typing import Any

from sqlalchemy import BigInteger, Select, and_, case, cast, func, literal, select

from config.codes import SECTORS
from queries.filters import Filters, cases_in, in_scope
from store.facts import tables as facts

# a set of sectors is a sum of these: a number is the same on every database, and in whatever order they joined
PLACE_OF: dict[str, int] = {sector: 1 << place for place, sector in enumerate(SECTORS)}


def combinations(filters: Filters) -> Select[Any]:
    """Per set of sectors involved by as-of in any case in scope: sectors (the sum of their PLACE_OF), cases. Cases
    without any agency are not among them.
    """
    i = facts.involvements
    number = case({code: literal(place, BigInteger) for code, place in PLACE_OF.items()}, value=i.c.sector)
    joined = and_(i.c.new_sector, i.c.started_at <= filters.as_of_us)
    each = (
        select(cast(func.sum(number), BigInteger).label("sectors"))
        .where(cases_in(filters, i), in_scope(filters, i), joined)
        .group_by(i.c.case_no)
        .subquery("each")
    )
    return select(each.c.sectors, func.count().label("cases")).group_by(each.c.sectors)
