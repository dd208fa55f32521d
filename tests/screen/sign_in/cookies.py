"""Sign-ins that somebody has made already, and their cookies."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine

from screen.sign_in.session import signed
from store.own import sessions
from store.own.sessions import Session


def signed_in(own: Engine, user_name: str, since: datetime) -> Session:
    """A session of a user since a moment (aware), kept in the own database."""
    session = Session(uuid4().hex, user_name, since)
    sessions.begin(own, session)
    return session


def cookie(own: Engine, user_name: str, since: datetime, key: str) -> str:
    """The value of the cookie of such a session."""
    return signed("session", signed_in(own, user_name, since), key)
