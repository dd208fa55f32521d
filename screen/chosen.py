"""A choice of one that a page keeps in the address: a list to choose from, which the address alone sets."""

from collections.abc import Collection, Mapping

import streamlit as st

from screen.steered import is_choice, key_of
from screen.written import write

ANY = ""


def read(parameter: str, known: Collection[str]) -> str:
    """The known code that the address names for the parameter, else ANY."""
    given = st.query_params.get(parameter, ANY)
    return given if given in known else ANY


def choose(parameter: str, code: str) -> None:
    """Write the choice to the address; ANY takes it away."""
    write(parameter, [code] if code else [])


def draw(page: str, parameter: str, label: str, options: Mapping[str, str]) -> None:
    """Draw the list of names by code; the first option is ANY."""
    name, chosen = f"{page}-{parameter}", read(parameter, options)
    key = key_of(name, chosen)
    st.selectbox(
        label,
        list(options),
        index=list(options).index(chosen),
        format_func=lambda code: options.get(code, code),
        key=key,
        label_visibility="collapsed",
        on_change=_write,
        args=(name, key, parameter),
    )


def _write(name: str, key: str, parameter: str) -> None:
    if is_choice(name, key):
        choose(parameter, st.session_state[key])
