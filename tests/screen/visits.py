"""Visits to the real door without a browser: an installation in a folder, and visitors who each have a session."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import bcrypt
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from config.vocabulary import codes
from screen.frame.looks import REASONS
from store.own import chain
from store.own import tables as own_tables
from store.own.users import User, add_users, change_user, remove_user
from store.source import engine

PASSWORD = "correct horse battery"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
USERS = (
    User("coordination", "Coordinator", "coordination", HASH, LONG_AGO),
    User("agency", "Agency", "agency", HASH, LONG_AGO, agency="police"),
    User("receiver", "Receiving agency", "agency", HASH, LONG_AGO, agency="health"),
    User("ministry", "Ministry", "ministry", HASH, LONG_AGO, ministry="m"),
    User("administration", "Administrator", "administration", HASH, LONG_AGO),
    User("guest", "Guest", "guest", HASH, LONG_AGO),
)


class Installation:
    """A folder with an own database, in which there are users."""

    def __init__(self, folder: Path, migrated_own: Path) -> None:
        self.own = engine(f"sqlite:///{shutil.copy(migrated_own, folder / 'own.sqlite')}")
        add_users(self.own, USERS)

    def entries(self, event: str) -> list[dict[str, str]]:
        """Each entry of this event, without its number, moment and hashes."""
        rows = own_tables.access_log.c
        said = [rows[name] for name in chain.FIELDS if name not in ("entry", "at", "event", "previous")]
        with self.own.connect() as connection:
            found = connection.execute(select(*said).where(rows.event == event).order_by(rows.entry))
            return [dict(row) for row in found.mappings()]

    def log(self, event: str) -> list[tuple[str, str]]:
        """User name and scope of each row of this event."""
        rows = own_tables.access_log.c
        with self.own.connect() as connection:
            found = connection.execute(
                select(rows.user_name, rows.scope).where(rows.event == event).order_by(rows.entry)
            )
            return [(row.user_name, row.scope) for row in found]

    def remove(self, user_name: str) -> None:
        remove_user(self.own, user_name)

    def make(self, user_name: str, role: str) -> None:
        """Change the role of a user to one that needs neither agency nor ministry."""
        change_user(self.own, user_name, role=role, agency=None, ministry=None)


class Visitor:
    """One session of the dashboard, opened at an address."""

    door: Callable[[], None]

    def __init__(self, **parameters: str | list[str]) -> None:
        self.app = AppTest.from_function(type(self).door, default_timeout=30)
        for name, value in parameters.items():
            self.app.query_params[name] = value
        self.app.run()

    def again(self) -> "Visitor":
        """The next run of the same session."""
        self.app.run()
        return self

    def sign_in(self, user_name: str, password: str = PASSWORD) -> "Visitor":
        self.app.text_input[0].set_value(user_name)
        self.app.text_input[1].set_value(password)
        self.app.button[0].click().run()
        return self

    def say_why(self, code: str = "case_work", reference: str = "") -> "Visitor":
        """Answer the question that stands in place of case rows."""
        self.app.selectbox(key="reason-code").select_index(codes(REASONS).index(code))
        self.app.text_input(key="reason-reference").set_value(reference)
        self.app.button(key="reason-show").click().run()
        return self

    @property
    def address(self) -> dict[str, list[str]]:
        """The query parameters as they stand."""
        return {name: [value] if isinstance(value, str) else value for name, value in self.app.query_params.items()}

    @property
    def sees_form(self) -> bool:
        return [field.label for field in self.app.text_input] == ["User name", "Password"]

    @property
    def sees_figures(self) -> bool:
        return any(part in self.html for part in ("s-tile", "s-table", "waiting", "cases"))

    @property
    def html(self) -> str:
        assert not self.app.exception, self.app.exception
        return "\n".join(part.proto.body for part in self.app.get("html") if not part.proto.body.startswith("<style"))


def _door() -> None:
    from dashboard import main

    main()


Visitor.door = _door
