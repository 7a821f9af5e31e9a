"""How far a batch has come, in words."""

from collections import Counter
from collections.abc import Mapping

from taperdocs.make.batch import Outcome

_MINUTE, _HOUR = 60, 3600
_SHORT = 120


def line(counts: Mapping[Outcome, int], total: int, seconds: float) -> str:
    """Return ``12 of 1000 plans, 3.1 plans/s, about 5 min left``."""
    done = sum(counts.values())
    # What was there already is passed over so fast that it says nothing of the rest.
    made = done - counts.get(Outcome.KEPT, 0)
    said = f"{done} of {total} plans"
    if not made or seconds <= 0:
        return said
    rate = made / seconds
    return f"{said}, {pace(rate)}, about {duration((total - done) / rate)} left"


def pace(rate: float) -> str:
    """Return ``3.1 plans/s``, or of a slow one ``12 plans/min``."""
    return f"{rate:.1f} plans/s" if rate >= 1 else f"{rate * _MINUTE:.1f} plans/min"


def duration(seconds: float) -> str:
    """Return ``40 s``, ``12 min`` or ``3 h 20 min``."""
    if seconds < _SHORT:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    hours, rest = divmod(round(seconds / _MINUTE), _MINUTE)
    return f"{hours} h {rest} min"


def summary(counts: Counter[Outcome], total: int, seconds: float) -> str:
    """Return what became of all plans: ``1000 plans: 990 made, 10 with problems (5 min, 3.1 plans/s)``."""
    parts = [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
    if open_ := total - sum(counts.values()):
        parts.append(f"{open_} not begun")
    made = counts[Outcome.MADE]
    speed = f", {pace(made / seconds)}" if made and seconds > 0 else ""
    return f"{total} plan{'s' if total > 1 else ''}: {', '.join(parts) or 'none made'} ({duration(seconds)}{speed})"
