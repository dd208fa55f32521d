"""Sign-in cookies as streamlit-authenticator makes them."""

from datetime import datetime

import jwt

from screen.sign_in.session import LASTS


def cookie(user_name: str, made: datetime, key: str) -> str:
    """The value of the cookie of a sign-in at a moment (aware); it ends by the wall clock of the server."""
    expires = made.astimezone().replace(tzinfo=None) + LASTS
    return jwt.encode({"username": user_name, "exp_date": expires.timestamp()}, key, algorithm="HS256")
