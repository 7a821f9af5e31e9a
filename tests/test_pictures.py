"""The pages of three samples look as they did when somebody last looked at them."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image, ImageChops, ImageDraw

SAMPLES = Path(__file__).parents[1] / "samples"
PAGES = SAMPLES / "pages"
SHARP = 96
"""So much lighter or darker, of 255, is another picture and not another rounding of an edge."""
MOST = 0.002
"""The share of pixels that may differ: less than one mark or one word of a page."""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Import the script that makes the pictures; it is not in the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SAMPLES)
        return importlib.import_module("pictures")


def _different(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels that are sharply different; 1 for pictures of another size."""
    if one.size != other.size:
        return 1
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    return sum(difference.histogram()[SHARP:]) / (one.width * one.height)


@pytest.mark.parametrize("sample", ["clonazepam", "with-a-hold", "oral-solution"])
def test_the_first_pages_look_as_they_did(script: ModuleType, sample: str) -> None:
    """After a change look at the new pages, then run ``make pictures``; none is left over from before."""
    made = dict(script.pictures(sample))

    assert {path.name for path in PAGES.glob(f"{sample}-*")} == made.keys()
    for name, picture in made.items():
        with Image.open(PAGES / name) as kept:
            assert _different(picture, kept) <= MOST, name


def test_every_kept_picture_is_of_a_sample_that_is_pictured(script: ModuleType) -> None:
    """None is left over from a sample that is gone."""
    assert all(path.name.startswith(tuple(script.PICTURED)) for path in PAGES.iterdir())


def test_a_mark_that_is_gone_is_another_picture() -> None:
    """One black mark of a calendar, painted over, is more than the tolerance."""
    with Image.open(PAGES / "clonazepam-calendar.png") as kept:
        whole = kept.convert("L")
    changed = whole.copy()
    ImageDraw.Draw(changed).rectangle((76, 66, 322, 80), fill=255)

    assert _different(whole, changed) > MOST


def test_a_grey_page_is_another_picture() -> None:
    """Nothing that was black may become grey."""
    with Image.open(PAGES / "clonazepam-calendar.png") as kept:
        whole = kept.convert("L")

    assert _different(whole, whole.point(lambda level: max(level, 140))) > MOST
