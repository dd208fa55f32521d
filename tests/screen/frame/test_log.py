"""The server's log: time, level and name on each line, also of a message or a traceback that has several."""

import logging
import re
import sys

from screen.frame.log import EachLine

HEAD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR store\.own: ")


def test_each_line_has_its_time_and_level() -> None:
    try:
        raise ValueError("one\ntwo")
    except ValueError:
        record = logging.LogRecord("store.own", logging.ERROR, "file", 1, "first\n%s", ("second",), sys.exc_info())
    lines = EachLine().format(record).splitlines()
    assert len(lines) > 5
    assert all(HEAD.match(line) for line in lines)
    assert [HEAD.sub("", line) for line in lines][:3] == ["first", "second", "Traceback (most recent call last):"]


def test_an_empty_message_is_a_line_too() -> None:
    assert HEAD.match(EachLine().format(logging.LogRecord("store.own", logging.ERROR, "file", 1, "", (), None)))
