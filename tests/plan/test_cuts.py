"""By how much a dose is cut is a matter of its days, not of the steps in which they were written."""

import pytest
from heads import Cycle, cycles
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.cuts import cuts
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read
from taperdocs.readback.worked import Worked


def plan_of(*steps: Cycle, more: str = "") -> Plan:
    """Read a plan of morphine."""
    return read(
        cycles(*steps, head=f'drug = "morphine"\nstart = 2026-11-17\n{more}', strength="1 mg").encode()
    )


def said(plan: Plan) -> list[str]:
    """Return each cut, as both engines have it."""
    again = Worked(plan.outline, plan.pieces, plan.last_day, plan.last_day)
    found = [cut for period in plan.periods for cut in cuts(plan, period)]
    second = [cut for period in plan.periods for cut in again.cut(period.first)]

    assert [(one.amount, one.days, one.of_present, one.of_start) for one in found] == [
        (one.amount, one.days, one.of_present, one.of_start) for one in second
    ]
    return [
        f"{cut.dose} {'less' if cut.amount > 0 else 'more'} in {cut.days}".replace("\N{NO-BREAK SPACE}", " ")
        for cut in found
    ]


ALL, THIRD = (("10 mg",), 14), ("10 mg", "0 mg", "0 mg")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((ALL, (THIRD, 10)), ["20 mg less in 3"]),
        ((ALL, (THIRD, 9), (("10 mg",), 1)), ["20 mg less in 3"]),
        ((ALL, (("10 mg",), 1), (("0 mg", "0 mg", "10 mg"), 9)), ["20 mg less in 3"]),
        (((("20 mg",), 14), (("10 mg",), 1), (("0 mg", "0 mg", "10 mg"), 9)), ["50 mg less in 3"]),
        ((ALL, (THIRD, 9), (("10 mg",), 2)), ["20 mg less in 3", "20 mg more in 3"]),
        ((ALL, (("9 mg", "9 mg"), 14)), ["1 mg less in 1"]),
    ],
)
def test_days_that_go_on_in_their_rhythm_are_no_change(steps: tuple[Cycle, ...], expected: list[str]) -> None:
    """The last dose three days after the one before is no rise."""
    assert said(plan_of(*steps)) == expected


DOSES = st.sampled_from(("0 mg", "1 mg", "2 mg"))


@st.composite
def cut_up(draw: st.DrawFn) -> tuple[tuple[Cycle, ...], tuple[Cycle, ...]]:
    """Draw steps, and the same days with one of the steps written as two."""
    steps: list[Cycle] = [(("4 mg",), 7)]
    for _ in range(draw(st.integers(1, 3))):
        cycle = tuple(
            draw(st.lists(DOSES, min_size=1, max_size=4).filter(lambda doses: set(doses) != {"0 mg"}))
        )
        steps.append((cycle, draw(st.integers(7, 4 * len(cycle) + 14))))
    number = draw(st.integers(0, len(steps) - 1))
    cycle, days = steps[number]
    first = draw(st.integers(1, days - 1))
    turned = cycle[first % len(cycle) :] + cycle[: first % len(cycle)]
    return tuple(steps), (*steps[:number], (cycle, first), (turned, days - first), *steps[number + 1 :])


@given(cut_up())
def test_the_same_days_are_cut_by_the_same_however_they_are_cut_up(
    written: tuple[tuple[Cycle, ...], tuple[Cycle, ...]],
) -> None:
    """A cycle that is written as two steps is the same dose on the same days."""
    whole, cut = (plan_of(*steps) for steps in written)

    assert list(whole.days()) == list(cut.days())
    assert said(whole) == said(cut)


def test_the_rhythm_of_one_drug_is_not_that_of_another() -> None:
    """A dose of each day falls by an amount of each day, beside whatever is taken every other day."""
    products = "".join(
        f'[[product]]\ndrug = "{drug}"\nform = "tablet"\nstrength = "1 mg"\n'
        for drug in ("morphine", "diazepam")
    )
    steps = "".join(
        f'[[step]]\nweeks = 2\ncycle = [{{ dose = {{ morphine = "{dose} mg", diazepam = "2 mg" }} }}, '
        f'{{ dose = {{ morphine = "{dose} mg" }} }}]\n'
        for dose in (10, 9)
    )

    assert said(read(f"format = 1\nstart = 2026-11-17\n{products}{steps}".encode())) == ["1 mg less in 1"]
