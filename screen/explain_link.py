"""The address at which a figure is explained."""

from urllib.parse import urlencode

import streamlit as st

PAGE = "explain"
PARAMETER = "indicator"


def explain_link(key: str) -> str:
    """Where the indicator is explained, in the view and language of this page."""
    kept = {name: st.query_params.get_all(name) for name in st.query_params}
    return f"{PAGE}?{urlencode({**kept, PARAMETER: [key]}, doseq=True)}"
