"""From where somebody signs in and out, as the access log names it."""

import pytest

from screen.frame import origin
from screen.sign_in import form
from tests.screen.visits import USERS, Installation, Visitor

ADDRESS = "2001:db8::1"


def test_the_log_names_the_address_itself_also_one_of_ipv6(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "address", lambda: ADDRESS)
    Visitor().sign_in("coordination", "wrong horse battery").sign_in("coordination")
    form.sign_out(USERS[0])
    for event in ("sign_in_failed", "sign_in", "sign_out"):
        assert [one["address"] for one in installation.entries(event)] == [ADDRESS], event
