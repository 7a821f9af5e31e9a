"""The head of a calendar page: its title, and beside or below it what is needed and what comes next."""

from dataclasses import dataclass

from taperdocs.language.phrases import part_of
from taperdocs.language.words import Words
from taperdocs.pdf.measure import lines, width

# Text sizes in points, lengths in units; style.css has the same numbers.
_TITLE_SIZE, _PART_SIZE, _SUMMARY_SIZE, _LINE, _GAP = 24.1, 14.2, 12.2, 5.2, 10


@dataclass(frozen=True, slots=True)
class PageHead:
    """A title, the part number of the page, and a summary. *height* is that of a summary below the title, in units.

    A summary of two short lines stands beside the title, and *height* is 0.
    """

    title: str
    part: str
    summary: str
    height: float


def page_head(words: Words, title: str, part: tuple[int, int], summary: str, inside: float) -> PageHead:
    """Return a head *inside* units wide; *part* is the number of the page and how many pages share the title."""
    number, parts = part
    label = part_of(words, number, parts) if parts > 1 else ""
    left = inside - _GAP - width(f"{title} ", _TITLE_SIZE, bold=True) - width(label, _PART_SIZE)
    if all(width(line, _SUMMARY_SIZE) <= left for line in summary.split("\n")) and summary.count("\n") < 2:  # noqa: PLR2004  as many lines as the title is high
        return PageHead(title, label, summary, 0)
    return PageHead(title, label, summary, _LINE * lines(summary, _SUMMARY_SIZE, inside) + 1)
