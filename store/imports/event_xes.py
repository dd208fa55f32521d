"""Event logs as XES: the attributes of events and of their traces, taken by name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.imports.delivery import place, refusal
from store.imports.raw_event import Fault, LogColumns, RawEvent
from store.imports.xes_traces import Attributes, Spoilt, Trace, XesFile

XES_SUFFIXES = (".xes", ".xes.gz")
_STANDARD = {"case": "concept:name", "time": "time:timestamp", "group": "org:group"}


def standard_names(file: Path) -> dict[str, str]:
    """The names that XES itself gives, by field of LogColumns; none for a file of another kind."""
    return dict(_STANDARD) if file.name.endswith(XES_SUFFIXES) else {}


def read_xes(file: Path, columns: LogColumns, notices: list[str]) -> Iterator[RawEvent | Fault]:
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
) -> RawEvent | Fault:
    anywhere = (event, trace.attributes, defaults["event"], defaults["trace"])
    values: list[Any] = []
    for name, levels in (
        # no default for these two: it would join cases, or move an event in time
        (columns.case, (trace.attributes,)),
        (columns.time, (event,)),
        (columns.group, anywhere),
        (columns.region, anywhere),
    ):
        value = next((level[name] for level in levels if name in level), None) if name is not None else None
        if isinstance(value, Spoilt):
            return Fault(where, str(name), *value)
        values.append(value)
    return RawEvent(where, *values)


def _refuse_missing_attributes(file: Path, columns: LogColumns, of_traces: set[str], of_events: set[str]) -> None:
    """A name that is nowhere in the log is a slip, and would silently make cases without agencies."""
    either = of_events | of_traces
    for name, level, there in (
        (columns.case, "trace", of_traces),
        (columns.time, "event", of_events),
        (columns.group, "event", either),
        (columns.region, "event", either),
        (columns.activity, "event", either),
    ):
        if name is not None and name not in there:
            reason = f"no {level} has an attribute '{name}'"
            raise refusal(file, None, reason, f"name one of: {', '.join(sorted(there))}")
