"""What a viewer is told where the dashboard's own database cannot be used, and that the page then tries again."""

import streamlit as st

from screen.frame import services
from screen.language.words import _
from store.errors import OwnDatabaseUnusable
from store.own import database

TRY_AGAIN_SECONDS = 5
TRY_AGAIN = "try_again"


def rows_not_shown() -> str:
    """Said in place of case rows; soon afterwards the page tries again."""
    try_again()
    return _("You cannot see these cases now, because your look at them cannot be logged. The page keeps trying.")


def log_not_read() -> str:
    """Said in place of the access log; soon afterwards the page tries again."""
    try_again()
    return _("The access log cannot be read now. The page keeps trying.")


def users_not_read() -> str:
    """Said in place of the users; soon afterwards the page tries again."""
    try_again()
    return _("The users cannot be read now. The page keeps trying.")


def sessions_not_read() -> str:
    """Said in place of the sessions; soon afterwards the page tries again."""
    try_again()
    return _("The sessions cannot be read now. The page keeps trying.")


def settings_not_read() -> str:
    """Said in place of edits of settings; soon afterwards the page tries again."""
    try_again()
    return _("The settings cannot be read now. The page keeps trying.")


def meeting_not_read() -> str:
    """Said in place of the meeting; soon afterwards the page tries again."""
    try_again()
    return _("The meeting cannot be read now. The page keeps trying.")


def meeting_of_memory() -> str:
    """Said above a meeting that is shown as it was last read; empty where it can be read."""
    try:
        troubled = database.is_troubled(services.own())
    except OwnDatabaseUnusable:
        troubled = True
    if not troubled:
        return ""
    try_again()
    return _("The meeting is shown as it was last read, and nothing new can be saved now. The page keeps trying.")


def try_again() -> None:
    """Let the page be drawn anew in a few seconds."""
    st.session_state[TRY_AGAIN] = True


def seconds_to_next_try() -> int | None:
    """In how many seconds the page that was drawn now is to be drawn anew; None where all of it could be drawn."""
    return TRY_AGAIN_SECONDS if st.session_state.pop(TRY_AGAIN, False) else None
