"""The addresses of other pages, which keep the filters and the language of this one."""

from urllib.parse import urlencode

import streamlit as st

from screen.address.address import FILTER_PARAMETERS, LANGUAGE


def kept() -> dict[str, list[str]]:
    """The parameters of this page's address that other pages have too."""
    given = {name: st.query_params.get_all(name) for name in (*FILTER_PARAMETERS, LANGUAGE)}
    return {name: values for name, values in given.items() if values}


def parameters_of(changed: dict[str, str]) -> dict[str, list[str]]:
    """The parameters of a page's address; one that is named takes the place of what is kept."""
    return kept() | {name: [value] for name, value in changed.items()}


def link(page: str, **changed: str) -> str:
    """The address of a page (its url_path), with parameters of its own."""
    return f"{page}?{urlencode(parameters_of(changed), doseq=True)}"
