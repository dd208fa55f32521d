"""The rows behind counts, one case, handover or deadline after the other."""

from collections.abc import Callable

from tests.naive import deadlines
from tests.naive.cases import has_next_step, runs
from tests.naive.clock import helsinki_day
from tests.naive.handover import Seen
from tests.naive.handovers import everyone, overdue
from tests.naive.quality import closed_first
from tests.naive.scope import agencies_of, cases, in_period, is_open, may_see_rows, open_in_period
from tests.naive.world import DAY, Asked, Row, World


def of_cases(world: World, asked: Asked, of: str) -> set[str]:
    """Numbers of the cases of a list that the asker may see."""
    found = cases(world, asked)
    if of in ("in_scope", "together", "young"):
        found = [case for case in found if open_in_period(asked, case)]
    elif of in ("opened", "closed"):
        found = [case for case in found if in_period(asked, case[f"{of}_at"])]
    else:
        found = [case for case in found if is_open(case, asked.as_of)]
    meets: dict[str, Callable[[Row], bool]] = {
        "together": lambda case: {"police", "social", "health"} <= sectors_of(world, asked, case),
        "without_next_step": lambda case: not has_next_step(world, case, asked.as_of),
        "without_responsible_agency": lambda case: case["responsible_agency"] is None,
        "young": lambda case: asked.as_of - case["opened_at"] < 90 * DAY,
        "paused_now": lambda case: any(runs(row, asked.as_of) for row in world.of_case("pauses", case["case_id"])),
    }
    kept = filter(meets.get(of, lambda _case: True), found)
    return {case["case_id"] for case in kept if may_see_rows(world, asked, case)}


def sectors_of(world: World, asked: Asked, case: Row) -> set[str]:
    return {world.agency(code)["sector"] for code in agencies_of(world, case, asked.as_of)}


def of_handovers(world: World, asked: Asked, of: str) -> set[str]:
    """Keys of the handovers of a list that the asker may see."""
    today = helsinki_day(asked.as_of)
    waits: dict[str, Callable[[Seen], bool]] = {
        "waiting": lambda _one: True,
        "past_target": lambda one: overdue(one, today),
        "within_target": lambda one: one.due_day >= today,
        "due_in_7_days": lambda one: today <= one.due_day <= today + 7 * DAY,
        "with_own_due_day": lambda one: one.row["due_at"] is not None,
        "sent_and_waiting": lambda one: in_period(asked, one.row["handed_over_at"]),
    }
    became: dict[str, Callable[[Seen], bool]] = {
        "sent": lambda _one: True,
        "answered": lambda one: one.answered,
        "returned": lambda one: one.returned,
        "withdrawn": lambda one: one.state == "withdrawn",
        "closed_unanswered": lambda one: one.state == "closed",
        "never_answered": lambda one: one.state in ("withdrawn", "closed"),
        "at_once": lambda one: one.answered and one.row["responded_at"] == one.row["handed_over_at"],
        "before_opening": lambda one: one.row["handed_over_at"] < one.case["opened_at"],
        "after_closing": lambda one: not one.observed,
    }
    every = everyone(world, asked)
    if of in waits:
        found = [one for one in every if one.state == "pending" and waits[of](one)]
    else:
        found = [one for one in every if in_period(asked, one.row["handed_over_at"]) and became[of](one)]
    return {one.row["handover_id"] for one in found if may_see_rows(world, asked, one.case)}


def of_deadlines(world: World, asked: Asked, of: str) -> set[str]:
    """Keys of the deadlines of a list that the asker may see."""
    ending = deadlines.ending(world, asked)

    def left(row: Row) -> int:
        return deadlines.days_left(row, asked)

    meets: dict[str, Callable[[Row, Row], bool]] = {
        "unmet": lambda row, case: deadlines.is_live(row, case, asked),
        "overdue": lambda row, case: deadlines.is_live(row, case, asked) and left(row) < 0,
        "due_soon": lambda row, case: deadlines.is_live(row, case, asked) and 0 <= left(row) <= 14,
        "due_later": lambda row, case: deadlines.is_live(row, case, asked) and left(row) > 14,
        "ended": lambda row, case: deadlines.ended(row, case, asked),
        "met_in_time": lambda row, case: deadlines.ended(row, case, asked) and deadlines.in_time(row),
        "recorded": lambda _row, case: open_in_period(asked, case),
        "without_beginning": lambda row, case: open_in_period(asked, case) and row["started_on"] is None,
        "closed_first": lambda row, case: open_in_period(asked, case) and closed_first(row, case, asked),
        "ending": lambda row, case: (row, case) in ending,
        "without_step": lambda row, case: (row, case) in ending and not deadlines.has_step(world, asked, row, case),
    }
    found = (one for one in deadlines.everyone(world, asked) if meets[of](*one))
    return {row["deadline_id"] for row, case in found if may_see_rows(world, asked, case)}
