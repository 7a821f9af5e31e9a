"""The program as a person starts it: its arguments in, and out comes how the run ended and what it said."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """How a run ended, and what it said where."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]
