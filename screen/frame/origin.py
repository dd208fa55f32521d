"""From where a request comes, as the access log keeps it."""

import streamlit as st

HERE = "localhost"


def address() -> str:
    """The visitor's address, as the server knows it; where a proxy stands in front, as a trusted one says it."""
    found = st.context.ip_address
    return found if isinstance(found, str) else HERE  # Streamlit leaves out those of this machine
