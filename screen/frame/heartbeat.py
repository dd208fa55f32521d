"""The heartbeat of a session: the page is drawn anew when there is something new to draw, and only then."""

from collections.abc import Callable

import streamlit as st

from screen.address import pending

BEAT_SECONDS = 0.3


def heartbeat(drawn: object, seen: Callable[[], object]) -> None:
    """Draw the whole page anew once `seen` gives something else than what it was drawn from, which has to be taken
    before the page is drawn; whatever is half typed stays.
    """

    from_browser = False

    @st.fragment(run_every=BEAT_SECONDS)
    def beat() -> None:
        if from_browser:
            pending.confirm()
        if seen() != drawn:
            st.rerun()

    beat()
    from_browser = True
