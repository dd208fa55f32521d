"""A week before: the same filters as they would have been at the same time of day, seven Helsinki days earlier."""

from datetime import UTC, date, datetime

import pytest

from indicators.overview import a_week_earlier
from queries.access import Grant
from queries.filters import Filters


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (datetime(2026, 9, 14, 6, 12, tzinfo=UTC), datetime(2026, 9, 7, 6, 12, tzinfo=UTC)),
        # clocks go forward on 29 March and back on 25 October 2026
        (datetime(2026, 3, 31, 6, 0, tzinfo=UTC), datetime(2026, 3, 24, 7, 0, tzinfo=UTC)),
        (datetime(2026, 10, 27, 7, 0, tzinfo=UTC), datetime(2026, 10, 20, 6, 0, tzinfo=UTC)),
    ],
)
def test_it_is_the_same_time_of_the_helsinki_day(now: datetime, before: datetime) -> None:
    assert a_week_earlier(Filters(Grant("coordination", now), now)).as_of == before


def test_a_period_that_runs_on_began_a_week_earlier_and_one_with_an_end_stays() -> None:
    now = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
    asked = Filters(Grant("coordination", now), now, from_day=date(2025, 9, 15))
    assert a_week_earlier(asked).from_day == date(2025, 9, 8)
    ended = Filters(Grant("coordination", now), now, from_day=date(2025, 9, 15), to_day=date(2026, 3, 1))
    assert (a_week_earlier(ended).from_day, a_week_earlier(ended).to_day) == (date(2025, 9, 15), date(2026, 3, 1))


def test_the_grant_is_the_same() -> None:
    now = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
    grant = Grant("agency", now, agency="police")
    assert a_week_earlier(Filters(grant, now, regions=("06",))).grant == grant
    assert a_week_earlier(Filters(grant, now, regions=("06",))).regions == ("06",)
