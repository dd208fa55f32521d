"""The page of settings as a test uses it: it opens it, finds fields, types, presses, and says why."""

from typing import Any

from config.targets import Targets
from screen.frame import services
from tests.screen.visits import Visitor


def opened(user_name: str = "administration", **parameters: str) -> Visitor:
    return Visitor(**parameters).sign_in(user_name)


def field(visitor: Visitor, end: str) -> Any:
    """The field of the edit whose key ends so."""
    app = visitor.app
    fields = (*app.number_input, *app.multiselect, *app.text_input, *app.selectbox, *app.toggle, *app.checkbox)
    [one] = [one for one in fields if str(one.key).startswith("edit-") and str(one.key).endswith(end)]
    return one


def typed(visitor: Visitor, days: float, **own: float) -> Visitor:
    """Type targets: for all agencies, and for some."""
    field(visitor, "-default").set_value(days)
    field(visitor, "-agencies").set_value([*own])
    visitor.again()
    for agency, those in own.items():
        field(visitor, f"-days-{agency}").set_value(those)
    return visitor.again()


def keep(visitor: Visitor, reason: str = "agreed by all") -> str:
    field(visitor, "-reason").set_value(reason)
    return press(visitor, "keep")


def press(visitor: Visitor, end: str) -> str:
    [button] = [one for one in visitor.app.button if str(one.key).startswith("settings-") and end in str(one.key)]
    button.click().run()
    return visitor.html


def targets_in_force() -> Targets:
    return services.settings_in_force().targets
