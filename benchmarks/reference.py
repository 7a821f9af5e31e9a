"""The plans that speed is measured with: so many years of 26 steps each, two doses a day, plainly made up."""

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
    """Return a plan of 26 steps a year, two weeks each, which falls by 0.125 mg now in one dose, now in the other.

    With *steps* it has so many of them instead. Each *turn* is another plan of that kind: it begins so many
    weeks later and so many eighths of a milligram higher, so that no page of it was made before.
    """
    count, start = steps or STEPS_A_YEAR * years, FIRST + timedelta(weeks=turn)
    eighths = range(count + 1 + turn, 1 + turn, -1)
    text = _HEAD.format(id=id, start=start, agreed=start - timedelta(days=14))
    return text + "".join(
        _STEP.format(weeks=2, morning=_mg((left + 1) // 2), evening=_mg(left // 2)) for left in eighths
    )


def _mg(eighths: int) -> str:
    return f"{(Decimal(eighths) / 8).normalize():f}"
