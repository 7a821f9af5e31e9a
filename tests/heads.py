"""Heads of plan files, for tests in which only the steps and what comes after them count."""

HEAD = """\
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
"""One drug of one packet, from a Monday on."""


def daily(*steps: str) -> str:
    """Return steps such as ``"2 weeks: 1 mg"`` as a plan file has them."""
    lines = [f'\n[[step]]\n{unit} = {count}\ndose = "{dose}"\n' for count, unit, dose in map(_parts, steps)]
    return "".join(lines)


Cycle = tuple[tuple[str, ...], int]
"""The doses of a cycle and the days of a step."""


def cycles(*steps: Cycle, head: str, strength: str) -> str:
    """Return a plan file with this *head*, tablets of *strength* that may be halved, and steps that are cycles."""
    tables = "".join(
        f"[[step]]\ndays = {days}\n{f'cycle = {list(doses)}' if doses[1:] else f'dose = {doses[0]!r}'}\n"
        for doses, days in steps
    )
    return (
        f'format = 1\n{head}\n[[product]]\nform = "tablet"\nstrength = "{strength}"\nsplit = "half"\n{tables}'
    )


def _parts(step: str) -> tuple[str, str, str]:
    length, dose = step.split(": ")
    count, unit = length.split()
    return count if count.isdecimal() else f'"{count}"', unit, dose


RANGES = HEAD + daily("2-3 weeks: 1 mg", "2 weeks: 0.5 mg", "0-2 weeks: 0.25 mg", "1 weeks: 0.125 mg")
"""A plan to be changed: a step that may end earlier, a fixed one, and one that may be left out."""
