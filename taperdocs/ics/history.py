"""What a phone calendar was told in each revision of a plan: what is still so, and what was withdrawn.

Nothing is kept on a disk: a plan's changes are only ever added to, so that each of its revisions can be
built again.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from taperdocs.plan.plan import Plan
from taperdocs.plan.revisions import revisions


class Keyed(Protocol):
    """Something with a name that it keeps from one revision to the next."""

    @property
    def key(self) -> str:
        """Return that name."""


_T = TypeVar("_T", bound=Keyed)


@dataclass(frozen=True, slots=True)
class History(Generic[_T]):
    """What holds *now*, and what was *withdrawn* since it was said, each under a name that is used once."""

    now: tuple[tuple[str, _T], ...]
    withdrawn: tuple[tuple[str, _T], ...]


@lru_cache(maxsize=8)
def history(plan: Plan, happen: Callable[[Plan], Iterable[_T]]) -> History[_T]:
    """Go through the revisions of *plan*; *happen* tells what happens in each.

    What comes back after it was withdrawn has another name: many programs keep what they have deleted
    deleted.
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
