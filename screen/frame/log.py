"""The log of the server: each line with its time, its level and who says it."""

import logging
from functools import cache


class EachLine(logging.Formatter):
    """Time, level and name before every line, also of a message that has several."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: "
        return "\n".join(head + line for line in super().format(record).splitlines() or [""])


@cache
def keep() -> None:
    """Begin the log of this process.

    Streamlit gives each of its loggers a handler of its own; until here they wrote as .streamlit/config.toml says.
    """
    formatter = EachLine()
    here = logging.StreamHandler()
    here.setFormatter(formatter)
    logging.basicConfig(handlers=[here], level=logging.WARNING)
    logging.captureWarnings(True)
    for name in list(logging.root.manager.loggerDict):
        for handler in logging.getLogger(name).handlers:
            handler.setFormatter(formatter)
