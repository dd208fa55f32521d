"""A user whom another system names: only the end of their sessions and of the user is decided here."""

from datetime import UTC, datetime

import pytest

from store.own import identities, sessions
from store.own.database import transaction
from store.own.identities import Arrival
from store.own.users import find_user
from tests.screen.sections.administration.users_page import fields, opened, press
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import LONG_AGO, Installation

pytestmark = pytest.mark.usefixtures("users_page")


def test_of_a_user_whom_another_system_names_only_the_end_is_decided_here(installation: Installation) -> None:
    with transaction(installation.own) as connection:
        identities.add(connection, Arrival("oidc", "1", "aino", "Aino", "guest"), LONG_AGO)
    visitor = opened("aino")
    assert "Signs in by another system" in visitor.html
    assert "Change them there." in visitor.html
    assert fields(visitor, "user-aino") == {}
    assert "aino comes back with the next sign-in" in visitor.html
    session = signed_in(installation.own, "aino", datetime.now(UTC))
    assert "All sessions of aino are ended." in press(visitor, "end")
    assert sessions.find_open(installation.own, session) is None
    press(visitor, "remove")
    assert find_user(installation.own, "aino") is None
    assert identities.find(installation.own, "oidc", "1") is None
