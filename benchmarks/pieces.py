"""Times the search for the pieces of a dose; prints milliseconds: ``python benchmarks/pieces.py``."""

from time import perf_counter

from taperdocs.plan.dose import read_dose
from taperdocs.plan.form import Form, Split
from taperdocs.plan.pieces import nearest, pieces
from taperdocs.plan.product import Product, read_strength, read_volume


def tablets(*strengths: str, split: Split = Split.QUARTER) -> tuple[Product, ...]:
    """Return tablets of *strengths*."""
    return tuple(Product("drug", Form.TABLET, read_dose(strength), split) for strength in strengths)


def drops(strength: str, measure: str) -> Product:
    """Return a solution."""
    dose, per = read_strength(strength)
    return Product("drug", Form.SOLUTION, dose, per=per, measure=read_volume(measure))


LEVOTHYROXINE = tablets(*(f"{mcg} mcg" for mcg in (25, 50, 75, 88, 100, 112, 125, 137, 150, 175, 200, 300)))
CASES = (
    ("60 mg from 20, 5 and 1 mg", "60 mg", tablets("20 mg", "5 mg", "1 mg")),
    ("59.75 mg from 20, 5 and 1 mg", "59.75 mg", tablets("20 mg", "5 mg", "1 mg")),
    ("296.75 mcg from twelve strengths", "296.75 mcg", LEVOTHYROXINE),
    ("7.93 mg from tablets and drops", "7.93 mg", (*tablets("2 mg", "0.5 mg"), drops("1 mg/mL", "0.01 mL"))),
    ("0.3 mg, which quarters of 0.5 mg do not make", "0.3 mg", tablets("0.5 mg")),
)


def main() -> None:
    """Time each case from cold, then warm."""
    for name, text, products in CASES:
        dose = read_dose(text)
        times = []
        for _ in range(2):
            start = perf_counter()
            made = pieces(dose, products)
            if made is None:
                nearest(dose, products)
            times.append((perf_counter() - start) * 1000)
        print(f"{name:46} {times[0]:8.3f} ms, again {times[1]:8.3f} ms")


if __name__ == "__main__":
    main()
