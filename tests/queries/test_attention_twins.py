"""What waits too long, against its twin."""

from hypothesis import HealthCheck, given, settings

from queries import attention
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import attention as twin
from tests.naive.world import Asked, World


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry")))
def test_past_target_is_counted_like_its_twin(look: tuple[World, list[Asked]]) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        rows = rows_of(ask(attention.past_target(filters_of(world, asked))))
        found = {(row["to_sector"], row["region"]): (row["overdue"], row["longest"]) for row in rows}
        assert found == twin.past_target(world, asked)
