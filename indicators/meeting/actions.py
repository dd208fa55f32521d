"""What became of agreed actions: one that is about something in the data shows by itself whether it is done."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol, TypedDict, get_args

from config.partner_rules import PartnerRule
from indicators.indicator import Ask
from indicators.meeting.things import How, Thing, things
from queries.filters import Filters

# done: settled as done, or nothing is left of what was left when it was agreed (see `things`); late: none of the
# others, and its day is before the as-of day; gone: what it is about is not in the data
State = Literal["done", "late", "under_way", "gone", "dropped"]

STATES: tuple[State, ...] = get_args(State)


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


class Followed(TypedDict):
    """An agreed action and what became of it. `due_on` is YYYY-MM-DD; `figure_now` is None where the action is about
    nothing that is in the data; `how` says why it is done: `settled` is by somebody's word.
    """

    number: int
    meeting: int
    what: str
    who: str
    due_on: str
    about_kind: str
    about: str
    figure_then: int | None
    figure_now: int | None
    state: State
    how: How | Literal["settled"] | None


class AgreedActions(TypedDict):
    """The actions in the order given, and how many there are in each state."""

    counts: dict[State, int]
    actions: list[Followed]


def agreed_actions(
    ask: Ask, filters: Filters, actions: Sequence[Agreed], rules: Sequence[PartnerRule]
) -> AgreedActions:
    """What became of the actions. Raises NoAccess as `things` does."""
    stand = things(ask, filters, {(one.about_kind, one.about) for one in actions}, rules)
    followed = [_followed(one, stand.get((one.about_kind, one.about)), filters) for one in actions]
    return {"counts": {state: sum(one["state"] == state for one in followed) for state in STATES}, "actions": followed}


def done_numbers(figures: AgreedActions) -> list[int]:
    """The numbers of the actions that are done."""
    return [one["number"] for one in figures["actions"] if one["state"] == "done"]


def _followed(one: Agreed, thing: Thing | None, filters: Filters) -> Followed:
    state = _state(one, thing, filters)
    return {
        "number": one.number,
        "meeting": one.meeting,
        "what": one.what,
        "who": one.who,
        "due_on": one.due_on.isoformat(),
        "about_kind": one.about_kind,
        "about": one.about,
        "figure_then": one.figure_then,
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


def _how(one: Agreed, thing: Thing | None) -> How | Literal["settled"] | None:
    return thing.how if thing and _is_shown_done(one, thing) else "settled"


def _is_shown_done(one: Agreed, thing: Thing | None) -> bool:
    # what was over already when it was agreed cannot show that anybody did anything
    return thing is not None and not thing.left and bool(one.figure_then)
