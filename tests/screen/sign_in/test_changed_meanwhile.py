"""Who is checked while an administrator changes or removes them gets no session by what held before."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from streamlit_authenticator.utilities import Hasher

from screen.sign_in import attempt
from screen.sign_in.attempt import Attempt, Refused
from store.own import sessions, users
from tests.screen.visits import HASH, PASSWORD, Installation


def changed(own: Engine) -> None:
    users.change_user(own, "coordination", password_hash=HASH.replace("$04$", "$05$"))


def removed(own: Engine) -> None:
    users.remove_user(own, "coordination")


def given_a_factor(own: Engine) -> None:
    users.change_user(own, "coordination", factor_secret="sealed", factor_step=1)


@pytest.mark.parametrize("act", [changed, removed, given_a_factor])
def test_what_held_before_opens_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, act: Callable[[Engine], None]
) -> None:
    checked = Hasher.check_pw

    def is_right(password: str, hashed: str) -> bool:
        right = bool(checked(password, hashed))
        act(installation.own)
        return right

    monkeypatch.setattr(Hasher, "check_pw", is_right)
    with pytest.raises(Refused):
        attempt.sign_in(Attempt("coordination", PASSWORD, "10.1.1.1", "device"))
    assert sessions.read_open(installation.own) == {}
    assert installation.log("sign_in") == []
