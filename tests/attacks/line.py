"""A browser that is none: it says to the server whatever it likes, over Streamlit's own line."""

import asyncio
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from config.languages import LANGUAGES
from screen.language.preference import declaration
from screen.sign_in.session import COOKIE

ANY_CERTIFICATE = ssl._create_unverified_context()  # noqa: S323 (our own)
CASE = re.compile(rb"K-\d{4,}")  # fewer digits also stand by chance in what is signed
SIGN_IN = "sign_in_form"
SECONDS = 20
LOOP = asyncio.new_event_loop()


@dataclass
class Answer:
    """What came for one run that was asked for: its bytes, and the elements that it drew."""

    raw: bytes = b""
    elements: list[Element] = field(default_factory=list)
    messages: list[ForwardMsg] = field(default_factory=list)

    @property
    def asks_to_sign_in(self) -> bool:
        return SIGN_IN.encode() in self.raw

    @property
    def shows_figures(self) -> bool:
        """Whether a tile, a table, a chart or the filters of a page are in it."""
        of_pages = ("tile", "table", "figure", "sentence")
        said = any(re.search(rf'class=\W*"[^"]*\bs-{kind}'.encode(), self.raw) for kind in of_pages)
        # the style sheet, which everybody gets, names the filter as st-key-…
        filters = re.search(rb"(?<!st-key-)filter_period", self.raw)
        return said or bool(filters) or bool(self.of("arrow_vega_lite_chart"))

    @property
    def cases(self) -> set[str]:
        return {found.decode() for found in CASE.findall(self.raw)}

    @property
    def html(self) -> str:
        """What the page draws, but for its style sheets."""
        bodies = [one.body for one in self.of("html")]
        return "\n".join(body for body in bodies if not body.startswith("<style"))

    def of(self, kind: str) -> list[Any]:
        """The elements of a kind, such as text_input."""
        return [getattr(one, kind) for one in self.elements if one.WhichOneof("type") == kind]

    def widget(self, key: str) -> str:
        """The id of the widget that the page keeps under this key. Raises IndexError where there is none."""
        return self.widgets(key)[0]

    def widgets(self, end: str = "") -> list[str]:
        """The ids of all widgets whose key ends so."""
        found = [getattr(getattr(one, one.WhichOneof("type") or "html"), "id", "") for one in self.elements]
        return [one for one in found if one.startswith("$$") and one.endswith(end)]


class Line:
    """A socket that is used step by step. One thread does all of it: over TLS two would lose what comes."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def send(self, said: bytes | str) -> None:
        LOOP.run_until_complete(self._socket.send(said))

    def recv(self, timeout: float = SECONDS) -> bytes | str:
        """What comes next. Raises TimeoutError, and ConnectionClosed."""
        return LOOP.run_until_complete(asyncio.wait_for(self._socket.recv(), timeout))


class Tab:
    """A tab that asks for runs, and reads what comes."""

    def __init__(self, socket: Line) -> None:
        self.socket = socket
        self.name = ""

    def ask(self, page: str = "", query: str = "", *widgets: WidgetState, page_hash: str = "") -> Answer:
        """Ask for a run, and read until it has ended."""
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.query_string, state.page_script_hash = page, query, page_hash
        state.context_info.timezone, state.context_info.locale = "Europe/Helsinki", "en-GB"
        state.widget_states.widgets.extend(widgets)
        self.say(asked)
        return self.heard()

    def say(self, asked: BackMsg) -> None:
        self.socket.send(asked.SerializeToString())

    def heard(self, seconds: float = SECONDS) -> Answer:
        """What comes until a run has ended for good."""
        answer = Answer()
        while True:
            message = self.next(answer, seconds)
            ended = message.WhichOneof("type") == "script_finished"
            if ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return answer

    def next(self, answer: Answer, seconds: float = SECONDS) -> ForwardMsg:
        payload = self.socket.recv(timeout=seconds)
        assert isinstance(payload, bytes)
        message: ForwardMsg = ForwardMsg.FromString(payload)
        answer.raw += payload
        answer.messages.append(message)
        self.name = message.new_session.initialize.session_id or self.name
        if message.WhichOneof("type") == "new_session":
            answer.elements.clear()
        if message.delta.WhichOneof("type") == "new_element":
            answer.elements.append(message.delta.new_element)
        return message

    def rest(self, seconds: float = 0.3) -> bytes:
        """Whatever else comes for a while."""
        answer = Answer()
        while True:
            try:
                self.next(answer, seconds)
            except TimeoutError:
                return answer.raw

    def operation(self, file_id: str) -> str:
        """The address of a file that is made only now; empty where it is not made."""
        asked = BackMsg()
        asked.backend_operation_request.request_id = "1"
        asked.backend_operation_request.session_id = self.name
        asked.backend_operation_request.deferred_file.file_id = file_id
        self.say(asked)
        answer = Answer()
        while True:
            message = self.next(answer)
            if message.WhichOneof("type") == "backend_operation_response":
                return message.backend_operation_response.deferred_file.url


@contextmanager
def opened(
    site: str, cookie: str = "", tab: str = "", path: str = "/_stcore/stream", origin: str = ""
) -> Iterator[Line]:
    """A socket to the site, as a page of it opens one, or a page of another `origin`."""
    protocols = [Subprotocol(name) for name in ("streamlit", "none", tab) if name] if "stream" in path else None
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    context: dict[str, Any] = {"ssl": ANY_CERTIFICATE} if site.startswith("https") else {}
    address = site.replace("http", "ws", 1) + path
    opening = connect(
        address,
        origin=Origin(origin or site),
        subprotocols=protocols,
        additional_headers=headers,
        max_size=None,
        ping_interval=None,
        open_timeout=SECONDS,
        close_timeout=1,
        proxy=None,
        **context,
    )
    socket = LOOP.run_until_complete(opening.__aenter__())
    try:
        yield Line(socket)
    finally:
        LOOP.run_until_complete(socket.close())


@contextmanager
def a_tab(site: str, cookie: str = "", tab: str = "") -> Iterator[Tab]:
    """A tab with this cookie; `tab` names the session with which it wants to go on."""
    with opened(site, cookie, tab) as socket:
        yield Tab(socket)


def fetched(address: str, cookie: str = "", method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """Status and content of an address."""
    return sent(address, b"a" if method in ("POST", "PUT") else None, cookie, method, **headers)


def sent(address: str, body: bytes | None, cookie: str = "", method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """The same, with a body of the request."""
    headers |= {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    try:
        with urlopen(Request(address, body, headers, method=method), timeout=SECONDS, context=ANY_CERTIFICATE) as found:  # noqa: S310
            return found.status, found.read()
    except HTTPError as error:
        return error.code, error.read()


def state(widget: str, kind: str, value: Any) -> WidgetState:
    """The state of a widget as a browser would send it; `kind` is a field such as string_value."""
    made = WidgetState(id=widget)
    if kind.endswith("array_value"):
        getattr(made, kind).SetInParent()
        getattr(made, kind).data.extend(value)
    else:
        setattr(made, kind, value)
    return made


text = partial(state, kind="string_value")


def pressed(widget: str) -> WidgetState:
    """A button that is pressed."""
    return state(widget, "trigger_value", True)


class Alive(HTMLParser):
    """What in a text of HTML does something of its own: scripts, frames, handlers, and addresses elsewhere."""

    TAGS = {"script", "iframe", "object", "embed", "base", "meta", "form", "link", "foreignobject"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.TAGS:
            self.found.append(tag)
        for name, value in attrs:
            elsewhere = name in ("href", "src", "action", "xlink:href") and re.match(r"\s*(\w+:|//)", value or "")
            if name.startswith("on") or (elsewhere and not (value or "").startswith("data:image")):
                self.found.append(f"{tag} {name}={value}")


def alive(html: str) -> list[str]:
    """What in it does something of its own, but for the script that says the language of the page."""
    for ours in (declaration(code, keep) for code in LANGUAGES for keep in (False, True)):
        html = html.replace(f"<script>{ours}</script>", "")
    parser = Alive()
    parser.feed(html)
    return parser.found


def living_labels(answer: Answer) -> list[str]:
    """The labels, which Streamlit reads as Markdown, in which an attack is a link or a picture."""
    found = []
    for one in answer.elements:
        kind = one.WhichOneof("type")
        label = getattr(getattr(one, kind), "label", "") if kind else ""
        found += [label] if isinstance(label, str) and re.search(r"(?<!\\)\]\([^)]*zqx", label) else []
    return found
