"""A copy that another process of this machine keeps.

So a machine reads the case database once, holds its facts once, and makes each page once, however many screens it has.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from config.settings import Settings
from store.errors import FactsAway
from store.facts.copy import Edition, Way
from store.facts.line import Line

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Elsewhere:
    """A copy that another process keeps, as a screen knows it."""

    version: str
    read_at: datetime
    demo: bool
    way: Way
    settings: Settings
    whole: str
    line: Line | None = field(default=None, compare=False, repr=False)

    def call(self, function: Callable[Concatenate[Edition, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What a function of a module gives for the copy and the arguments. Raises FactsAway."""
        if self.line is None:
            raise FactsAway("there is no line")
        found: T = self.line.call("called", self.version, function, arguments, named)
        return found


def of(
    copy: Edition | Elsewhere, function: Callable[Concatenate[Edition, P], T], *arguments: P.args, **named: P.kwargs
) -> T:
    """What a function of a module gives for a copy and the arguments, wherever the facts are.

    Raises FactsAway where they are elsewhere and no answer comes.
    """
    if isinstance(copy, Elsewhere):
        return copy.call(function, *arguments, **named)
    return function(copy, *arguments, **named)
