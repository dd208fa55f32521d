"""What became of what was agreed: an action about something in the data shows by itself how it stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, Protocol

from indicators.indicator import Ask
from indicators.meeting_things import Thing, things
from queries.filters import Filters

State = Literal["done", "late", "under_way", "gone", "dropped"]

STATES: tuple[State, ...] = ("done", "late", "under_way", "gone", "dropped")
SETTLED = "settled"
AS_AGREED = ("about_kind", "about", "figure_then")


class Agreed(Protocol):
    """An action as the dashboard's own database keeps it."""

    @property
    def number(self) -> int: ...
    @property
    def meeting(self) -> int: ...
    @property
    def what(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def about_kind(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def figure_then(self) -> int | None: ...
    @property
    def settled_as(self) -> str | None: ...


def agreed_actions(ask: Ask, filters: Filters, actions: Sequence[Agreed]) -> dict[str, Any]:
    """counts (actions per state of STATES), and actions, in the order given: number, meeting, what, who, due_on
    (YYYY-MM-DD), about_kind, about, figure_then, figure_now (None: about nothing, or gone), state, and how.

    done: settled as done, or of what was left when it was agreed nothing is left any more (see meeting_things); how
    says why: answered, withdrawn, met, case_closed, none_left, or settled by somebody's word. gone: what it is about is
    not in the data. late: none of these, and its day is before the as-of day. how is None but where it is done.
    Raises NoAccess as `things` does.
    """
    stand = things(ask, filters, {(one.about_kind, one.about) for one in actions})
    told = [_told(one, stand.get((one.about_kind, one.about)), filters) for one in actions]
    return {
        "counts": {state: sum(one["state"] == state for one in told) for state in STATES},
        "actions": told,
    }


def done_numbers(figures: Mapping[str, Any]) -> list[int]:
    """The numbers of the actions that figures of `agreed_actions` show as done."""
    return [one["number"] for one in figures["actions"] if one["state"] == "done"]


def _told(one: Agreed, thing: Thing | None, filters: Filters) -> dict[str, Any]:
    state = _state(one, thing, filters)
    return {
        "number": one.number,
        "meeting": one.meeting,
        "what": one.what,
        "who": one.who,
        "due_on": one.due_on.isoformat(),
        **{name: getattr(one, name) for name in AS_AGREED},
        "figure_now": None if thing is None else thing.left,
        "state": state,
        "how": _how(one, thing) if state == "done" else None,
    }


def _state(one: Agreed, thing: Thing | None, filters: Filters) -> State:
    if one.settled_as:
        return "done" if one.settled_as == "done" else "dropped"
    if one.about_kind != "none" and thing is None:
        return "gone"
    if _is_shown_done(one, thing):
        return "done"
    return "late" if one.due_on < filters.today else "under_way"


def _how(one: Agreed, thing: Thing | None) -> str | None:
    return thing.how if thing and _is_shown_done(one, thing) else SETTLED


def _is_shown_done(one: Agreed, thing: Thing | None) -> bool:
    # what was over already when it was agreed cannot show that anybody did anything
    return thing is not None and not thing.left and bool(one.figure_then)
