"""From where a request comes, as the access log keeps it."""

from ipaddress import ip_network

import streamlit as st

HERE = "localhost"


def address() -> str:
    """The visitor's address, as the server knows it; where a proxy stands in front, as a trusted one says it."""
    found = st.context.ip_address
    return found if isinstance(found, str) else HERE  # Streamlit leaves out those of this machine


def counted(address: str) -> str:
    """An address as tries to sign in are counted under it: who has one of IPv6 has all of its network."""
    return str(ip_network(f"{address.partition('%')[0]}/64", strict=False)) if ":" in address else address
