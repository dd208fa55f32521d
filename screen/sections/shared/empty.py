"""A view in which there are no cases: what is missing, and how to widen the view."""

import streamlit as st

from screen.address import filter_bar
from screen.address.address import Address, has_codes
from screen.frame import parts
from screen.language.words import _


def draw(address: Address) -> None:
    """Draw the headline of an empty view, and the ways out of it."""
    st.html(parts.headline("", _what_is_missing(address), what_to_do(address)))
    ways_out(address)


def ways_out(address: Address) -> None:
    """Draw a button for each filter that may be why the view is empty."""
    if has_codes(address):
        st.button(_("Clear the filters"), on_click=filter_bar.clear)
    if address.filters.from_day:
        st.button(_("Show all time"), on_click=filter_bar.to_all_time)


def _what_is_missing(address: Address) -> str:
    if has_codes(address):
        return _("No cases match these filters")
    return _("No cases in this period") if address.filters.from_day else _("There are no cases yet")


def what_to_do(address: Address) -> str:
    """The period, and what to change to see anything."""
    period = filter_bar.period_name(address)
    if has_codes(address):
        return _("{period}. Take a longer period or fewer filters.").format(period=period)
    if address.filters.from_day:
        return _("{period}. Take a longer period.").format(period=period)
    return _("Your administrator brings them in from the agencies’ case systems.")
