"""What a plan uses of each product, exactly and in whole packets' pieces."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from taperdocs.plan import Plan
from taperdocs.product import Product
from taperdocs.regimen import Day


@dataclass(frozen=True, slots=True)
class Use:
    """So much of one product: tablets, or mL of a liquid."""

    product: Product
    used: Fraction

    @property
    def whole(self) -> int:
        """Return the whole tablets, or whole mL, that are needed for it."""
        return ceil(self.used)


def supply(plan: Plan, days: Iterable[tuple[date, Day]] | None = None) -> tuple[Use, ...]:
    """Add up the pieces of *days* (of the whole plan without them), in the order of the products.

    Nothing is added for what a cut wastes: the halves are kept and used.
    """
    used: Counter[Product] = Counter()
    for intakes, times in Counter(day for _, day in (plan.days() if days is None else days)).items():
        for intake in intakes:
            for piece in plan.pieces(intake):
                used[piece.product] += piece.count * times  # type: ignore[assignment]  # a Counter may hold fractions
    return tuple(Use(product, Fraction(used[product])) for product in plan.outline.products if used[product])
