"""What follows the news in the browser: it asks for a run when the page is no longer of the newest figures, and says so
when the dashboard itself cannot be reached.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import streamlit as st

from config.toml_file import SettingRefused
from screen.address import pending
from screen.frame import news, own_trouble
from screen.frame.news import State
from screen.language.words import _, language
from screen.sign_in import gate
from store.facts.changes import ALL_CASES, Codes

MOST_CLICK_SECONDS = 60
HOME = Path(__file__).parent / "look"


def follow(drawn: State, fixed: bool, wanted: Codes = ALL_CASES) -> None:
    """Have the page drawn anew after the next news of the wanted cases. The moment of one whose figures are `fixed`
    does not go on. What could not be drawn for trouble with the own database is tried again.
    """
    data = {
        "figures": drawn.figures,
        "moment": None if fixed else drawn.moment,
        "about": news.about(wanted),
        "lost": _("No connection since {time}. The figures are from then."),
        # with a number of its own, because the browser does not look at data that it knows
        "again": (seconds, monotonic()) if (seconds := own_trouble.seconds_to_next_try()) else None,
        "click": click_seconds(),
        "language": language(),
    }
    _component()(key="news", data=data, on_told_change=pending.heard)


def told() -> bool:
    """Whether it is news that asked for this run."""
    return bool(getattr(st.session_state.get("news"), "told", None))


def click_seconds() -> float:
    """How often at most a click is told of, in seconds: often enough that no session ends for being idle meanwhile."""
    try:
        return min(MOST_CLICK_SECONDS, gate.limits().idle.total_seconds() / 4)
    except SettingRefused:  # a page that says so is followed too
        return MOST_CLICK_SECONDS


@cache
def _component() -> Callable[..., Any]:
    css, js = ((HOME / f"news.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    html = '<p class="lost" role="alert" hidden></p>'
    made: Callable[..., Any] = st.components.v2.component("saumaton.news", html=html, css=css, js=js)
    return made
