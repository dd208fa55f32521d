"""The page of users as a test uses it: it finds fields, types, presses, and reads what the access log says."""

from collections.abc import Mapping
from typing import Any

from tests.screen.visits import USERS, Installation, Visitor

FIRST = "four words of no sense"
BY_NAME = {user.user_name: user for user in USERS}


def opened(user: str = "") -> Visitor:
    """The page as the administration sees it, with a user chosen."""
    return Visitor(**({"user": user} if user else {})).sign_in("administration")


def fields(visitor: Visitor, start: str) -> dict[str, Any]:
    """The fields whose key begins so, by the end of their key."""
    found = (*visitor.app.text_input, *visitor.app.selectbox)
    return {one.key.rpartition("-")[2]: one for one in found if one.key and one.key.startswith(start)}


def typed(visitor: Visitor, start: str, values: Mapping[str, str]) -> Visitor:
    """Type or choose values; the role first, because other fields follow from it."""
    for name in sorted(values, key=lambda name: name != "role"):
        fields(visitor, start)[name].set_value(values[name])
        visitor.again()
    return visitor


def press(visitor: Visitor, place: str) -> str:
    button(visitor, place).click().run()
    return visitor.html


def button(visitor: Visitor, place: str) -> Any:
    """The button of an act, on whichever user."""
    [found] = [one for one in visitor.app.button if str(one.key).startswith(f"users-{place}-")]
    return found


def add(visitor: Visitor, user_name: str = "aino", **given: str) -> str:
    """Add a user by the form."""
    values = {"role": "guest", "name": "Aino", "password": FIRST} | given
    start = "new-user-"
    next(one for one in visitor.app.text_input if str(one.key).endswith("user-name")).set_value(user_name)
    password = values.pop("password")
    typed(visitor, start, values)
    fields(visitor, start)["password"].set_value(password)
    return press(visitor, "add")


def entries(installation: Installation, event: str) -> list[tuple[str, str, str]]:
    found = installation.entries(event)
    assert all(one["address"] for one in found)
    return [(one["user_name"], one["role"], one["scope"]) for one in found]


def by_administration(scope: str) -> list[tuple[str, str, str]]:
    return [("administration", "administration", scope)]
