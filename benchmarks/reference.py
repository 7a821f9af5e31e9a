"""The invented plans that speed is measured with: 26 steps a year, two doses a day."""

from datetime import date, timedelta
from decimal import Decimal

FIRST = date(2026, 1, 5)
STEPS_A_YEAR = 26
_HEAD = """\
format = 1
id = "{id}"
title = "Clonazepam taper"
drug = "clonazepam"
start = {start}

[person]
name = "Maria Example"

[agreed]
by = "Dr A. Example"
on = {agreed}

[[contact]]
role = "prescriber"
name = "Example Surgery"
phone = "01632 960001"

[ready]
ask = ["Steady for at least 7 days", "No worse than before the last step"]

[diary]
track = ["Sleep", "Restlessness", "Mood"]

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[product]]
form = "tablet"
strength = "2 mg"
split = "half"
"""
_STEP = """
[[step]]
weeks = {weeks}
morning = "{morning} mg"
evening = "{evening} mg"
"""


def plan_text(
    years: int = 1,
    *,
    id: str = "5b0c2c1e-6c38-4a5b-9d62-0f3f1f0f5a11",  # noqa: A002  the plan's key
    steps: int = 0,
    turn: int = 0,
) -> str:
    """Return a plan of 26 steps a year, two weeks each; each step cuts 0.125 mg from one of the two doses in turn.

    *steps* replaces the number of steps. Each *turn* is a different plan, which begins *turn* weeks later and *turn*
    eighths of a milligram higher, so that no page of it was made before.
    """
    count, start = steps or STEPS_A_YEAR * years, FIRST + timedelta(weeks=turn)
    eighths = range(count + 1 + turn, 1 + turn, -1)
    text = _HEAD.format(id=id, start=start, agreed=start - timedelta(days=14))
    return text + "".join(
        _STEP.format(weeks=2, morning=_mg((left + 1) // 2), evening=_mg(left // 2)) for left in eighths
    )


def _mg(eighths: int) -> str:
    return f"{(Decimal(eighths) / 8).normalize():f}"
