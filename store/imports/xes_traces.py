"""XES files (IEEE 1849) read as a stream of traces, so that a long log needs little memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

from store.case.parsing import shown
from store.errors import ImportRefused
from store.imports.delivery import opened, readable, refusal

_CHUNK = 1 << 16
_BEFORE_NAME = " "
_ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "us-ascii")
_ENDS_TOO_SOON = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


class Spoilt(NamedTuple):
    """In place of a value that cannot be relied on."""

    reason: str
    mend: str


# By key: the text, whatever its type; None for the empty text.
Attributes = dict[str, str | Spoilt | None]


@dataclass
class Trace:
    """One trace; each event is the line on which it starts, and its attributes. Nested attributes are left out."""

    number: int
    attributes: Attributes = field(default_factory=dict)
    events: list[tuple[int, Attributes]] = field(default_factory=list)


class XesFile:
    """A file of traces. `defaults` are those of the `global` elements for `event` and `trace` that were read so far."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.defaults: dict[str, Attributes] = {"event": {}, "trace": {}}
        self._open: list[str] = []
        # for each open element, where the attributes go that are its children; None where they are ignored
        self._holders: list[Attributes | None] = []
        self._trace = Trace(0)
        self._ended: list[Trace] = []

    def traces(self) -> Iterator[Trace]:
        """The traces in file order.

        Nothing outside the file is read; a document type declaration, the only place for entities, is refused. Raises
        ImportRefused, with the line, when the file is not XES that can be read to its end.
        """
        self._parser = expat.ParserCreate(namespace_separator=_BEFORE_NAME)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.XmlDeclHandler = self._refuse_other_encodings
        with readable(self.file), opened(self.file) as stream:
            while chunk := stream.read(_CHUNK):
                self._parse(chunk)
                ended, self._ended = self._ended, []
                yield from ended
            self._parse(b"", is_last=True)

    def _parse(self, chunk: bytes, *, is_last: bool = False) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            if error.code in _ENDS_TOO_SOON:
                raise refusal(self.file, error.lineno, "ends too soon", "deliver the whole file again") from error
            raise refusal(self.file, error.lineno, f"is no XML from here on ({error})", "mend the file") from error

    def _start(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(_BEFORE_NAME)[2]
        holder = self._holders[-1] if self._holders else None
        if holder is not None and (key := given.get("key")) is not None:
            holder[key] = _value(given) if key not in holder else Spoilt("is there twice", "leave one of them out")
        self._holders.append(self._holder(name, given))
        self._open.append(name)

    def _holder(self, name: str, given: dict[str, str]) -> Attributes | None:
        match self._open, name:
            case [], _ if name != "log":
                raise self._refusal(f"the root is <{name}>, not <log>", "deliver an event log in XES")
            case ["log"], "event":
                raise self._refusal("an event stands outside a trace", "put it into the trace of its case")
            case ["log"], "global":
                return self.defaults.get(given.get("scope", ""))
            case ["log"], "trace":
                self._trace = Trace(self._trace.number + 1)
                return self._trace.attributes
            case ["log", "trace"], "event":
                attributes: Attributes = {}
                self._trace.events.append((self._parser.CurrentLineNumber, attributes))
                return attributes
        return None

    def _end(self, _name: str) -> None:
        self._holders.pop()
        if self._open.pop() == "trace" and self._open == ["log"]:
            self._ended.append(self._trace)

    def _refuse_doctype(self, *_declared: Any) -> None:
        raise self._refusal("a document type declaration (DOCTYPE) may hold entities, so it is not read", "take it out")

    def _refuse_other_encodings(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise self._refusal(f"the encoding {shown(encoding)} is not read", "save the file as UTF-8")

    def _refusal(self, reason: str, mend: str) -> ImportRefused:
        return refusal(self.file, self._parser.CurrentLineNumber, reason, mend)


def _value(given: dict[str, str]) -> str | Spoilt | None:
    if "value" not in given:
        return Spoilt("is a list or has no value", "write it as an attribute with a value")
    return given["value"] or None
