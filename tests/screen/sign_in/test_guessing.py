"""Who knows a user's name cannot keep that user out, and learns next to nothing of the password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from screen.frame import services
from screen.sign_in.attempt import Attempt, Refused, sign_in
from store.own import tables, tries
from tests.screen.visits import PASSWORD, Installation

GUESSES = 1000
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.{}"


def guess(number: int) -> bool:
    """Whether a guessed password was looked at: each from one of 100 addresses, with a device of theirs."""
    try:
        sign_in(Attempt("coordination", f"guess {number}", ELSEWHERE.format(number % 100), f"theirs {number}"))
    except Refused as refused:
        return not refused.too_soon
    raise AssertionError("nobody guesses it")


def test_a_thousand_wrong_passwords_from_elsewhere_keep_nobody_out(installation: Installation) -> None:
    sign_in(Attempt("coordination", PASSWORD, HOME, "mine"))
    with ThreadPoolExecutor(4) as many:
        looked_at = many.map(guess, range(GUESSES))
        for _ in range(10):
            assert sign_in(Attempt("coordination", PASSWORD, HOME, "mine")).user_name == "coordination"
        looks = [*looked_at].count(True)
    assert len(installation.log("sign_in")) == 11
    # as many as cost no wait, and those after a wait that was over before all were through
    assert 5 <= looks <= 7
    assert len(installation.log("sign_in_failed")) == looks
    with pytest.raises(Refused, match="0:") as refused:
        sign_in(Attempt("coordination", PASSWORD, HOME, "new"))
    assert refused.value.too_soon
    tries.unlock(services.own(), "coordination")
    assert sign_in(Attempt("coordination", PASSWORD, HOME, "new"))


def test_ever_new_names_are_slowed_down_by_their_address_and_fill_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_KEPT", 50)
    began = datetime.now(UTC)
    for number in range(200):
        with pytest.raises(Refused):
            sign_in(Attempt(f"name {number}", "guess", ELSEWHERE.format(number % 3), "theirs"))
    waits = 1 + (datetime.now(UTC) - began).total_seconds() // 30
    assert 60 <= len(installation.log("sign_in_failed")) <= 60 + 3 * waits
    with installation.own.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.tries)).scalar_one() <= 50
