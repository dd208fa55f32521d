"""Each page in Finnish, with made-up data: no English sentence, label or word of the catalogue is left on it."""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog, Message

from screen.frame import shell
from screen.frame.visit import Place
from store.own.users import User
from tests.catalogues import read
from tests.screen.visits import Visitor

PAGES = (
    *("overview", "open_cases", "handovers", "cooperation", "regions", "deadlines"),
    *("meeting", "case", "yearly", "explain", "data_quality"),
)
WORD = re.compile(r"[^\W\d_]{3}")
PLACEHOLDER = re.compile(r"\\\{\w*\\\}")


class Texts(HTMLParser):
    """The texts of HTML, one for each element."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())


def said_on(visitor: Visitor) -> list[str]:
    """Every text and label of the page."""
    reader = Texts()
    reader.feed(visitor.html)
    app = visitor.app
    widgets = (*app.button, *app.selectbox, *app.multiselect, *app.toggle, *app.expander, *app.text_input)
    choices = (*app.segmented_control, *app.pills)
    options = [option for choice in choices for option in choice.options]
    return [text for text in (*reader.found, *(widget.label for widget in (*widgets, *choices)), *options) if text]


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
    assert len(found) > 5
    assert not left
