"""What the server counts of itself, for /metrics. Nothing of it is about a case or a person."""

import logging

from prometheus_client import Counter, Gauge

QUESTIONS = Counter(
    "saumaton_questions",
    "Questions of pages that the copy of the case database answered, and none that was remembered.",
)
ERRORS = Counter("saumaton_errors", "Lines of level ERROR in the log, and runs of a page that ended in an error.")
LOAD_SECONDS = Gauge("saumaton_load_seconds", "How long the facts took to load at the start.")
SESSIONS = Gauge("saumaton_sessions", "Sessions of tabs that are connected.")
COPY_AGE_SECONDS = Gauge(
    "saumaton_copy_age_seconds",
    "How long ago the copy was last found true; 0 while that is within 5 seconds, NaN before the facts are loaded.",
)


class CountedErrors(logging.Handler):
    """Counts the lines of level ERROR."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, _record: logging.LogRecord) -> None:
        """Count one."""
        ERRORS.inc()
