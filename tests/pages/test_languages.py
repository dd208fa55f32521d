"""Each page in Finnish, with made-up data: no English sentence, label or word of the catalogue is left on it."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit as st
from babel.messages.catalog import Catalog, Message

from screen import shell
from screen.shell import Place
from store.demo.cases import DemoScale
from store.demo.making import make_demo
from store.source import engine
from store.users import User
from tests.catalogues import read
from tests.screen.visits import Installation, Visitor

PAGES = (
    *("overview", "open_cases", "handovers", "cooperation", "regions", "deadlines"),
    *("meeting", "case", "yearly", "explain", "data_quality"),
)
SCALE = DemoScale(months=6, opened_a_month=25, median_days_open=90)
WORD = re.compile(r"[^\W\d_]{3}")
PLACEHOLDER = re.compile(r"\\\{\w*\\\}")


class Texts(HTMLParser):
    """The texts of HTML, one for each element."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())


@pytest.fixture(scope="module")
def demo(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("demo") / "cases.sqlite"
    file.write_bytes(migrated_sqlite.read_bytes())
    made = engine(f"sqlite:///{file}")
    make_demo(made, seed=1, now=datetime.now(UTC), scale=SCALE)
    made.dispose()
    return f"sqlite:///{file}"


@pytest.fixture
def installed(demo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path))
    monkeypatch.setenv("SAUMATON_DATABASE_URL", demo)
    st.cache_resource.clear()
    st.cache_data.clear()
    Installation(tmp_path)
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


def said_on(visitor: Visitor) -> list[str]:
    """Every text and label of the page."""
    reader = Texts()
    reader.feed(visitor.html)
    app = visitor.app
    widgets = (*app.button, *app.selectbox, *app.multiselect, *app.toggle, *app.expander, *app.text_input)
    return [text for text in (*reader.found, *(widget.label for widget in widgets)) if text]


def patterns(messages: Iterator[Message], of: str) -> list[re.Pattern[str]]:
    """What a text that is one of these words looks like, whatever stands in their placeholders."""
    words = {one for message in messages for one in _forms(getattr(message, of))}
    plain = (PLACEHOLDER.sub(".+", re.escape(word)) for word in words if WORD.search(re.sub(r"\{\w*\}", "", word)))
    return [re.compile(pattern) for pattern in plain]


def _forms(words: str | Sequence[str]) -> Sequence[str]:
    return [words] if isinstance(words, str) else words


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("url_path", PAGES)
def test_no_english_is_left(url_path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    enter = shell.enter

    def enter_there(user: User | None, places: Sequence[Place], more: Sequence[Place]) -> None:
        enter(user, sorted([*places, *more], key=lambda place: place.url_path != url_path), [])

    monkeypatch.setattr(shell, "enter", enter_there)
    found = said_on(Visitor(lang="fi", period="all").sign_in("coordination"))
    english, finnish = (patterns(_messages(read("fi")), of) for of in ("id", "string"))
    left = [
        text
        for text in found
        if any(one.fullmatch(text) for one in english) and not any(one.fullmatch(text) for one in finnish)
    ]
    assert len(found) > 10
    assert not left
