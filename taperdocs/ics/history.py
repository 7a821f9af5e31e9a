"""Finds which events of a plan still hold, and which were in an earlier revision and have been withdrawn.

Nothing is kept on disk. Changes are only ever appended to a plan file, so every earlier revision can be built again.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from taperdocs.plan.plan import Plan
from taperdocs.plan.revisions import revisions


class Keyed(Protocol):
    """Something that is found again in the next revision by its key."""

    @property
    def key(self) -> str:
        """Return the key, which is the same in every revision."""


_T = TypeVar("_T", bound=Keyed)


@dataclass(frozen=True, slots=True)
class History(Generic[_T]):
    """What holds *now*, and what has been *withdrawn*, each with a name that is used only once."""

    now: tuple[tuple[str, _T], ...]
    withdrawn: tuple[tuple[str, _T], ...]


@lru_cache(maxsize=8)
def history(plan: Plan, happen: Callable[[Plan], Iterable[_T]]) -> History[_T]:
    """Return the history of all revisions of *plan*; *happen* returns what happens in one of them.

    Something that comes back after it was withdrawn gets a new name, since many calendar programs never show again
    what they have deleted.
    """
    lives = Counter[str]()
    before: dict[str, _T] = {}
    withdrawn: dict[str, _T] = {}
    for earlier in revisions(plan):
        now = {one.key: one for one in happen(earlier.round_twice())}
        withdrawn |= {_name(key, lives[key]): one for key, one in before.items() if key not in now}
        lives.update(key for key in now if key not in before)
        before = now
    return History(
        tuple((_name(key, lives[key]), one) for key, one in before.items()), tuple(withdrawn.items())
    )


def _name(key: str, life: int) -> str:
    return key if life == 1 else f"{key}+{life}"
