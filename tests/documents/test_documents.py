"""What stands on the pages, block by block, and that the three documents agree."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from deep import printed_examples
from golden import Golden
from hypothesis import given
from hypothesis import strategies as st
from pages import whole
from plans import plans
from presented import DOCUMENTS
from read_pdf import read_pdf

from taperdocs.language.language import language
from taperdocs.make.make import NAMES, make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.fit import paged, shared_out
from taperdocs.plan.plan import Plan
from taperdocs.plan.product import Product
from taperdocs.plan.supply import supply
from taperdocs.planfile.reader import read

HERE = Path(__file__).parents[1]
SAMPLES = HERE.parent / "samples"


def _sample(name: str) -> Plan:
    return read((SAMPLES / f"{name}.toml").read_bytes())


def _pages(plan: Plan, name: str, by: str, options: Options) -> tuple[tuple[str, ...], ...]:
    (file,) = make(plan, [name], options)
    return read_pdf(file.data, by)


def _options(as_of: date, code: str = "en-GB", paper: str = "a4") -> Options:
    return Options(language(code), PAPERS[paper], as_of)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("sample", ["clonazepam", "with-a-hold", "cross-taper"])
def test_pages_say_what_was_looked_at(sample: str, name: str, golden: Golden) -> None:
    """The text of every block as a screen reader says it; read the difference before it is kept."""
    plan = _sample(sample)
    by = "cell" if name == "calendar" else "row"
    pages = _pages(plan, name, by, _options(plan.first_day + timedelta(20)))
    blocks = ("\n".join(" ".join(block.split()) for block in page) for page in pages)

    golden(HERE / "golden" / f"{sample}-{name}.txt", "\n\n".join(blocks) + "\n")


@pytest.mark.parametrize("sample", ["clonazepam", "oral-solution", "cross-taper", "with-a-hold"])
def test_the_sums_of_calendar_diary_and_handoff_agree(sample: str) -> None:
    """Every tick box of the calendar and of the diary, added up, is what the hand-off asks for."""
    plan = _sample(sample)
    products, sums = plan.outline.products, {}
    for name in ("calendar", "diary"):
        blocks = [
            block
            for page in read_pdf(whole(sample, name), "cell" if name == "calendar" else "row")
            for block in page
            if "☐" in block
        ]
        sums[name] = {product: sum(_taken(block, product) for block in blocks) for product in products}
    needed = {use.product: use.used for use in supply(plan)}

    assert sums["calendar"] == sums["diary"] == needed


def _seen(text: str) -> str:
    """Leave out what stands for a drawing to those who hear the page: it says the pieces once more."""
    piece = r"[\d.]*(?:(?: and )?[¼½¾])? (?:mL \([^)]*\)|[\w-]+(?: \w+)?) of [\d.]+ \w+(?:/[\d. ]*mL \w+)?"
    return re.sub(rf"Drawing: {piece}(?:(?:,| and) {piece})*", "", text)


def _taken(block: str, product: Product) -> Fraction:
    """Add up what a block says is taken of a packet: tablets, or mL."""
    text, strength = _seen(" ".join(block.split())), re.escape(str(product.strength))
    if product.liquid:
        return sum(
            (Fraction(volume) for volume in re.findall(rf"([\d.]+) mL \([^)]*\) of {strength}/", text)),
            Fraction(0),
        )
    parts = {"": Fraction(0), "¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
    tablets = re.findall(rf"(?:(\d+)(?: and)? )?([¼½¾])? ?tablets? of {strength}(?![\d/])", text)
    return sum((Fraction(whole or 0) + parts[part] for whole, part in tablets), Fraction(0))


def test_sample_one_says_its_last_dose_day_and_its_tablets() -> None:
    """Starting 2025-09-01: 1, ½ and ¼ tablets of 0.5 mg, last dose on 12 October, 21 tablets for 28 days."""
    handoff = " ".join(" ".join(read_pdf(whole("clonazepam", "handoff"), "row")[0]).split())
    calendar = " ".join(
        " ".join(
            block for page in read_pdf(whole("clonazepam", "calendar"), "cell") for block in page
        ).split()
    )

    assert "Last dose day 12 October 2025, first day without 13 October 2025." in handoff
    assert "prescribe 28 days: clonazepam 21 tablets of 0.5 mg" in handoff
    for pieces in ("1 tablet of 0.5 mg", "½ tablet of 0.5 mg", "¼ tablet of 0.5 mg"):
        assert calendar.count(f" {pieces}") >= 14
    assert "12 ⚑ LAST DOSE DAY 0.125" in calendar
    assert "13 ○ FIRST DAY WITHOUT no dose" in calendar


def test_more_steps_asked_than_doses_made_is_said() -> None:
    """Twenty-seven steps of ten percent are eight different doses of quartered tablets."""
    pages = read_pdf(whole("ten-percent", "handoff"), "row")
    handoff = " ".join(" ".join(block for page in pages for block in page).split())

    assert "27 steps asked, 8 different doses" in handoff
    assert "asked: 0.2287… mg, 0.2058… mg" in handoff


def test_without_agreement_every_page_says_draft() -> None:
    """And with it none does."""
    for sample, draft in (("every-2-3-weeks", True), ("clonazepam", False)):
        plan = _sample(sample)
        for name in DOCUMENTS:
            view = DOCUMENTS[name].view(plan, _options(plan.first_day))
            assert bool(view.frame.draft) is draft


def test_only_the_days_that_are_asked_for_are_printed() -> None:
    """From and to are the first and the last month or week."""
    plan = _sample("clonazepam")
    options = Options(
        language("en-GB"), PAPERS["a4"], date(2025, 9, 1), date(2025, 10, 1), date(2025, 10, 10)
    )

    (page,) = _pages(plan, "calendar", "cell", options)

    assert " ".join(page[0].split()).startswith("October 2025 ")


@pytest.mark.parametrize("paper", sorted(PAPERS.keys() - {"a4"}))
def test_every_paper_is_filled_and_nothing_spills(paper: str) -> None:
    """The same pages on every paper, only their size changes; on A4 in ``test_readback``."""
    plan = _sample("clonazepam")

    options = replace(_options(plan.first_day, paper=paper), last=plan.first_day + timedelta(20))
    files = tuple(make(plan, NAMES, options))

    assert len(files) == len(NAMES)


@printed_examples(4)
@given(plans())
def test_every_plan_that_can_be_built_can_be_printed_and_read_back(plan: Plan) -> None:
    """Long words, many packets, four times a day: the read-back finds what clips, spills or lies."""
    for file in make(plan, NAMES, _options(plan.first_day)):
        assert file.data


@given(st.lists(st.integers(1, 120), min_size=1, max_size=40))
def test_rows_are_put_on_pages_without_loss(heights: list[int]) -> None:
    """Every row once, in order, and no page too full unless a row is."""
    parts = paged(heights, 150)

    assert [row for part in parts for row in range(len(heights))[part]] == list(range(len(heights)))
    assert all(sum(heights[part]) <= 150 or len(heights[part]) == 1 for part in parts)
    for part in parts:
        assert sum(shared_out(heights[part], 150, 20)) <= max(1500, sum(heights[part]) * 10)
