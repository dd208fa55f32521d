"""The log of the server: each line with its time, its level and who says it."""

import logging
from functools import cache

from screen.frame.metrics import CountedErrors


class EachLine(logging.Formatter):
    """Time, level and name before every line, also of a message that has several."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: "
        return "\n".join(head + line for line in super().format(record).splitlines() or [""])


@cache
def begin() -> None:
    """Begin the log of this process."""
    here = logging.StreamHandler()
    here.setFormatter(EachLine())
    logging.basicConfig(handlers=[here, CountedErrors()], level=logging.WARNING)
    logging.getLogger("store.facts").setLevel(logging.INFO)  # which tells how it follows the case database
    logging.captureWarnings(True)


@cache
def keep() -> None:
    """Begin the log, if nobody did, and have Streamlit write as it does: it gives each of its loggers a handler of its
    own, and until here they wrote as .streamlit/config.toml says.
    """
    begin()
    formatter = EachLine()
    for name in list(logging.root.manager.loggerDict):
        for handler in logging.getLogger(name).handlers:
            handler.setFormatter(formatter)
