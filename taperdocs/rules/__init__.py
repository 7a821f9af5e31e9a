"""What published guidance would remark: each rule is a sourced function, none of them says a dose.

A new rule is one function in the module of its guideline and its name in ``RULES``.
"""

from collections.abc import Callable, Iterator

from taperdocs.plan import Plan
from taperdocs.rules.finding import Finding, Level
from taperdocs.rules.general import abrupt_stop, rise
from taperdocs.rules.seams import high_days_meet

RULES: tuple[Callable[[Plan], Iterator[Finding]], ...] = (abrupt_stop, rise, high_days_meet)


def check(plan: Plan) -> tuple[Finding, ...]:
    """Return what every rule finds, in the order of the days."""
    found = (finding for rule in RULES for finding in rule(plan))
    return tuple(sorted(found, key=lambda finding: (finding.first, finding.rule)))


__all__ = ["RULES", "Finding", "Level", "check"]
