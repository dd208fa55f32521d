"""What a viewer asked for is done, also where another run comes in between.

Streamlit breaks a run off when the next is asked for, as each tab does after news, and forgets presses with it. It does
so at any word to the browser or to the session's state, in a callback too.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, add_script_run_ctx, get_script_run_ctx

from documents import html

P = ParamSpec("P")


class Done(str):
    """What is said of an act that was done; other words say why it was not."""

    __slots__ = ()


def whole(callback: Callable[P, None]) -> Callable[P, None]:
    """A callback that is called again where a run that comes in between breaks it off; that run follows. It is to set
    values of the session's state or of the address, and nothing that must not be set twice.
    """

    @wraps(callback)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except RerunException:
            callback(*args, **kwargs)
            raise

    return called


def do_once(work: Callable[[], object]) -> None:
    """Do something in a run that no other breaks off, because that happens in the thread of the run alone. Raises what
    `work` raises. A callback cannot call this: it holds the session's state.
    """
    initargs = (None, get_script_run_ctx())
    with ThreadPoolExecutor(1, initializer=add_script_run_ctx, initargs=initargs) as one:
        one.submit(copy_context().run, work).result()


@dataclass(frozen=True)
class Presses:
    """The presses of a page's buttons, each kept until it is done, and what is said of the last; `page` is a name."""

    page: str

    @property
    def asked(self) -> str:
        """Where the session keeps at which place of the page something was asked for that no run has done yet."""
        return f"{self.page}-asked"

    @property
    def told(self) -> str:
        """Where the session keeps at which place and what was said of the last act."""
        return f"{self.page}-said"

    def pressed(self, button: Callable[..., bool], label: str, place: str, **how: Any) -> bool:
        """Draw one of Streamlit's kinds of button, and whether it was pressed: in the run that the press asked for, or
        in a later one that broke that off.
        """
        button(label, key=f"{self.page}-{place}", on_click=whole(self._ask), args=(place,), **how)
        return bool(st.session_state.get(self.asked) == place)

    def forget(self) -> None:
        """Forget what was asked for, once it is done or the page ends without its button."""
        st.session_state.pop(self.asked, None)

    def do(self, place: str, work: Callable[[], str]) -> None:
        """Do what was asked and draw the page anew; the words that `work` gives are said there until the next act."""

        def once() -> None:
            self.forget()
            st.session_state[self.told] = (place, work())

        do_once(once)
        st.rerun()

    def said(self, *places: str) -> None:
        """Draw what was said of the last act at one of these places, at any where none is named: it has to outlive the
        runs by which the page follows the data.
        """
        where, words = st.session_state.get(self.told, ("", ""))
        if words and (not places or where in places):
            st.html(html.done(words) if isinstance(words, Done) else html.refused(words))

    def done(self, place: str) -> bool:
        """Whether the last act was at this place and was done."""
        where, words = st.session_state.get(self.told, ("", ""))
        return where == place and isinstance(words, Done)

    def _ask(self, place: str) -> None:
        st.session_state[self.asked] = place
        st.session_state.pop(self.told, None)
