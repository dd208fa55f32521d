"""Where somebody goes who has signed in: to an address of ours, whatever they brought along."""

from urllib.parse import quote, urljoin, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from screen.sign_in.arrivals import place_of

OURS = "https://saumaton.example.fi"
PARTS = ["/", "\\", "//", "evil.example", "https:", "@", ":", "?", "#", "\t", "\n", "\r", " ", ".", "..", "%2f", "ä"]


def asked(place: str) -> Request:
    query = f"to={quote(place, safe='', errors='replace')}".encode()
    return Request({"type": "http", "query_string": query, "headers": [], "scheme": "https", "path": "/"})


def as_browsers_read(address: str) -> str:
    """WHATWG URL Standard: tabs and line breaks go, and \\ is /."""
    return urljoin(OURS, "".join(letter for letter in address if letter not in "\t\n\r").strip().replace("\\", "/"))


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=8).map("".join))
def test_it_leads_nobody_elsewhere(place: str) -> None:
    address = as_browsers_read(place_of(asked(place)))
    assert urlsplit(address)[:2] == urlsplit(OURS)[:2]


def test_it_leads_back_to_the_address_with_its_filters() -> None:
    for place in ("/", "/handovers?region=01&region=06&period=all", "/?from=2026-01-01"):
        assert place_of(asked(place)) == place
    assert place_of(Request({"type": "http", "query_string": b"", "headers": []})) == "/"
