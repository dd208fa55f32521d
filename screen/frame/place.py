"""A page of the menu."""

from collections.abc import Callable
from dataclasses import dataclass

from documents.page import Page
from queries.filters import Reads
from screen.view.view import View


@dataclass(frozen=True)
class Place:
    """A page of the menu: what it shows, its title, and its address; the first place also lives at /.

    `url_path` is the name of the page's file, by which Streamlit knows it until a first visit came through the door.
    The menu leaves it out for those who may not read what it shows.
    """

    page: Callable[[View], Page]
    title: str
    url_path: str
    reads: Reads = "places"
