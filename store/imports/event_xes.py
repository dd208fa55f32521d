"""Event logs in XES (IEEE 1849), read as a stream of traces, so that a long log needs little memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from store.case.parsing import NoValue, shown
from store.errors import ImportRefused
from store.imports.delivery import opened, place, readable, refusal

XES_SUFFIXES = (".xes", ".xes.gz")
_CHUNK = 1 << 16
_DEEPEST = 100
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


# By key: the text, whatever its type; None for the empty text.
Attributes = dict[str, str | NoValue | None]
# Where an event stands, like `log.csv:12`, and its case, time, group and region as the file has them (None: nothing);
# or what is wrong with it.
RawEvent = tuple[str, list[Any]] | str


@dataclass(frozen=True)
class LogColumns:
    """Names of the log's columns, or of attributes in XES. `time_zone` is that of times that name none.

    `activity` only has to exist: the case database has no place for it.
    """

    case: str
    time: str
    group: str
    region: str | None = None
    activity: str | None = None
    time_zone: str | None = None

    @property
    def of_events(self) -> tuple[str, str, str, str | None]:
        return self.case, self.time, self.group, self.region


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
        # the open elements, each with where the attributes go that are its children; None where they are ignored
        self._open: list[tuple[str, Attributes | None]] = []
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
        if len(self._open) == _DEEPEST:
            raise self._refusal(f"more than {_DEEPEST} elements stand in each other", "take the innermost out")
        name = name.rpartition(_BEFORE_NAME)[2]
        holder = self._open[-1][1] if self._open else None
        if holder is not None and (key := given.get("key")) is not None:
            if key in holder:
                holder[key] = NoValue("is there twice", "leave one of them out")
            elif "value" not in given:
                holder[key] = NoValue("is a list or has no value", "write it as an attribute with a value")
            else:
                holder[key] = given["value"] or None
        self._open.append((name, self._holder(name, given)))

    def _holder(self, name: str, given: dict[str, str]) -> Attributes | None:
        depth, parent = len(self._open), self._open[-1][0] if self._open else ""
        match depth, parent, name:
            case 0, _, _ if name != "log":
                raise self._refusal(f"the root is <{name}>, not <log>", "deliver an event log in XES")
            case 1, _, "event":
                raise self._refusal("an event stands outside a trace", "put it into the trace of its case")
            case 1, _, "global":
                return self.defaults.get(given.get("scope", ""))
            case 1, _, "trace":
                self._trace = Trace(self._trace.number + 1)
                return self._trace.attributes
            case 2, "trace", "event":
                attributes: Attributes = {}
                self._trace.events.append((self._parser.CurrentLineNumber, attributes))
                return attributes
        return None

    def _end(self, _name: str) -> None:
        name, _ = self._open.pop()
        if name == "trace" and len(self._open) == 1:
            self._ended.append(self._trace)

    def _refuse_doctype(self, *_declared: Any) -> None:
        raise self._refusal("a document type declaration (DOCTYPE) may hold entities, so it is not read", "take it out")

    def _refuse_other_encodings(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise self._refusal(f"the encoding {shown(encoding)} is not read", "save the file as UTF-8")

    def _refusal(self, reason: str, mend: str) -> ImportRefused:
        return refusal(self.file, self._parser.CurrentLineNumber, reason, mend)


def standard_names(file: Path) -> dict[str, str]:
    """The names that XES itself gives, by field of LogColumns; none for a file of another kind."""
    standard = {"case": "concept:name", "time": "time:timestamp", "group": "org:group"}
    return standard if file.name.endswith(XES_SUFFIXES) else {}


def read_xes(file: Path, columns: LogColumns, notices: list[str]) -> Iterator[RawEvent]:
    """Each event in file order; what the administrator should know is added to `notices`.

    The case is an attribute of the trace and the time one of the event. Group and region are the event's, else its
    trace's, else the default from a `global` for events, then for traces. Raises ImportRefused when the file as a whole
    cannot be used, or when no event has an attribute that the columns name.
    """
    log = XesFile(file)
    of_traces, of_events = set[str](), set[str]()
    events = empty_traces = 0
    for trace in log.traces():
        of_traces.update(trace.attributes)
        events += len(trace.events)
        empty_traces += not trace.events
        for number, (line, attributes) in enumerate(trace.events, start=1):
            of_events.update(attributes)
            where = f"{place(file.name, line)}: trace {trace.number}, event {number}"
            yield _raw_event(where, columns, attributes, trace, log.defaults)
    if not events:
        raise refusal(file, None, "holds no trace with an event", "deliver a log with events")
    of_traces.update(log.defaults["trace"])
    of_events.update(log.defaults["event"])
    _refuse_missing_attributes(file, columns, of_traces, of_events)
    if empty_traces:
        notices.append(f"{empty_traces} traces have no event, so they make no case.")


def _raw_event(
    where: str, columns: LogColumns, event: Attributes, trace: Trace, defaults: dict[str, Attributes]
) -> RawEvent:
    anywhere = (event, trace.attributes, defaults["event"], defaults["trace"])
    # no default for case and time: it would join cases, or move an event in time
    levels_of = ((trace.attributes,), (event,), anywhere, anywhere)
    values: list[Any] = []
    for name, levels in zip(columns.of_events, levels_of, strict=True):
        value = next((level[name] for level in levels if name in level), None) if name is not None else None
        if isinstance(value, NoValue):
            return f"{where}: {name}: {value}"
        values.append(value)
    return where, values


def _refuse_missing_attributes(file: Path, columns: LogColumns, of_traces: set[str], of_events: set[str]) -> None:
    """A name that is nowhere in the log is a slip, and would silently make cases without agencies."""
    either = of_events | of_traces
    anywhere = [(name, "event", either) for name in (columns.group, columns.region, columns.activity)]
    for name, level, there in ((columns.case, "trace", of_traces), (columns.time, "event", of_events), *anywhere):
        if name is not None and name not in there:
            reason = f"no {level} has an attribute '{name}'"
            raise refusal(file, None, reason, f"name one of: {', '.join(sorted(there))}")
