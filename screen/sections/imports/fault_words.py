"""What is wrong with a delivery, in the language of the viewer: the store says it in English, by these patterns."""

import re
from functools import cache

from config.languages import ENGLISH
from config.vocabulary import words
from screen.language import vocabulary
from screen.language.words import language

TABLE = "import_faults"
_VALUE = re.compile(r"{(\w+)}")


def in_words(said: str) -> str:
    """A reason, or what to do about it, in the language of the viewer; as it is where it is none of TABLE."""
    if language() == ENGLISH:
        return said
    for pattern, code in _patterns():
        if found := pattern.fullmatch(said):
            return vocabulary.name(TABLE, code).format(**found.groupdict())
    return said


def split(fault: str) -> tuple[str, str, str]:
    """Where something is wrong, what is, and what to do about it: 'cases.csv:12: status: … is not …; write …'."""
    where, _colon, said = fault.partition(": ")
    wrong, _semicolon, mend = said.rpartition("; ")
    if not wrong:
        return where, _after_column(said), ""
    return where, _after_column(wrong), in_words(mend)


def _after_column(said: str) -> str:
    """The same of what may begin with the name of its column."""
    column, colon, rest = said.partition(": ")
    return f"{column}{colon}{in_words(rest)}" if (whole := in_words(said)) == said and rest else whole


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The more of a pattern is words, the earlier it is tried."""
    english = words(TABLE, ENGLISH)
    ordered = sorted(english, key=lambda code: -len(_VALUE.sub("", english[code])))
    return tuple((_pattern(english[code]), code) for code in ordered)


def _pattern(words_of_one: str) -> re.Pattern[str]:
    parts = _VALUE.split(words_of_one)  # words and names of values by turns
    return re.compile(
        "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.DOTALL
    )
