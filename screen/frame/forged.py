"""What no page of ours would send: a message of a kind that is for developers alone, one that is none, and a value that
the widget cannot have. Each is refused with one line in the log.

Streamlit lets every browser clear the memory of all, and hands what was sent for a widget to the page as it is.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import Message, Receive, Send
from streamlit import error_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import backend_operation_handler
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import SessionState

# bytes of a message; Streamlit itself refuses a longer one
LONGEST = 1_000_000
LONGEST_MARK = 32  # of a file that is made when it is asked for
KINDS = ("rerun_script", "stop_script", "app_heartbeat", "backend_operation_request")
OPERATIONS = ("deferred_file",)
WIDGET = "$$"  # with which Streamlit begins their names
NO_MESSAGE, NOT_ALLOWED = 1002, 1008  # RFC 6455, 7.4.1
# by the kind of a widget's value what it, or each of several, is in Python
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "bool_value": bool,
    "trigger_value": bool,
    "int_value": int,
    "double_value": float,
    "string_value": str,
    "string_array_value": str,
    "int_array_value": int,
    "double_array_value": float,
    "json_value": (dict, list, str, int, float),
    "json_trigger_value": (dict, list, str),
}

_log = logging.getLogger(__name__)


class NotTheirs(Exception):
    """A file is of a user whose sign-in holds no longer, or not with this role."""


class Forged(ValueError):
    """What a browser sent is not a valid value of its widget."""


def guarded(receive: Receive, send: Send) -> Receive:
    """What a tab says to Streamlit, up to the first message that is forged; that ends its line."""

    async def received() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or not (code := _refusal(message.get("bytes"))):
            return message
        await send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    return received


def begin() -> None:
    """Have every widget of this process read alone what it can have sent."""
    register = SessionState.register_widget

    def registered(state: SessionState, metadata: WidgetMetadata[Any], user_key: str | None) -> Any:
        read = partial(_read, metadata.value_type, metadata.deserializer)
        return register(state, replace(metadata, deserializer=read), user_key)

    SessionState.register_widget = registered  # type: ignore[method-assign, assignment]
    logging.getLogger(error_util.__name__).addFilter(lambda record: not isinstance(_error_of(record), Forged))
    logging.getLogger(backend_operation_handler.__name__).addFilter(_in_a_line)


def is_refused(error: Exception) -> bool:
    """Whether a run ended because of what a browser sent, which is then logged in a line."""
    if isinstance(error, Forged):
        _log.warning("a run is refused: %s", error)
    return isinstance(error, Forged)


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _in_a_line(record: logging.LogRecord) -> bool:
    """Say in a line that a file was refused or is not there; of one that could not be made, where that failed."""
    error = _error_of(record)
    if isinstance(error, MediaFileStorageError) and isinstance(error.__cause__, NotTheirs | None):
        record.exc_info = None
    return True


def _refusal(content: bytes | None) -> int:
    """The code with which a message is refused, which is logged; 0 where it is not."""
    if content is None:
        _log.warning("a line is closed: it said a text, which is no message")
        return NO_MESSAGE
    if len(content) > LONGEST:
        return 0
    try:
        said = BackMsg.FromString(content)
    except DecodeError:
        _log.warning("a line is closed: what it said is no message")
        return NO_MESSAGE
    kind, asked = said.WhichOneof("type"), said.backend_operation_request.WhichOneof("payload")
    mark = said.backend_operation_request.deferred_file.file_id
    if kind not in KINDS or (kind == KINDS[-1] and (asked not in OPERATIONS or len(mark) > LONGEST_MARK)):
        _log.warning("a line is closed: no page says %s", asked or kind)
        return NOT_ALLOWED
    if not all(widget.id.startswith(WIDGET) for widget in said.rerun_script.widget_states.widgets):
        _log.warning("a line is closed: it names a widget that none can be")
        return NOT_ALLOWED
    return 0


def _read(kind: str, read: Callable[[Any], Any], value: Any) -> Any:
    """The value of a widget of a kind, as it reads what was sent. Raises Forged."""
    several = kind.endswith("array_value")
    try:
        fits = (
            value is None or kind not in TYPES or all(_is(TYPES[kind], one) for one in (value if several else [value]))
        )
        if fits and not (several and isinstance(value, str)):
            return read(value)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Forged(f"what was sent as {kind} cannot be read ({type(error).__name__})") from error
    raise Forged(f"what was sent as {kind} is of another kind")


def _is(types: type | tuple[type, ...], value: object) -> bool:
    return isinstance(value, types) and (types is bool or not isinstance(value, bool))
