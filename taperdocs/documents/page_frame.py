"""The page edges, which every document has, the sheet, and which days are printed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taperdocs.language.words import Words
from taperdocs.options import Options, Paper
from taperdocs.pdf.measure import shortened, width
from taperdocs.plan.plan import Plan

_A4 = (Decimal(210), Decimal(297))
_SEPARATOR = " · "
_EDGE, _HEAD, _DRAFT, _HEAD_SHARE, _MARGINS, _GAP = 9.1, 10.5, 13.1, 0.75, 28, 4
"""Text sizes of edges, head and draft mark, points; the head's share of the width; side margins and a gap, units."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper, upright or landscape. All lengths of a page are multiples of *unit*, which is 1 mm on A4.

    On other papers the unit is larger or smaller, so that the same page fits. *width* and *height* are in units.
    """

    size: str
    unit: str
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Frame:
    """The texts of the page edges, and facts about the document that are checked when it is read back.

    *until* is the last day that is laid out. *tells* is the day whose doses the document says in full. *one_page*:
    whether the document must be a single page.
    """

    language: str
    direction: str
    sheet: Sheet
    title: str
    head: str
    draft: str
    contacts: str
    disclaimer: str
    plan_code: str
    printed_for: str
    page: tuple[str, str, str]
    end: str
    until: date
    one_page: bool = False
    tells: date | None = None


def frame(plan: Plan, options: Options, title: str, *, landscape: bool = False) -> Frame:
    """Return the page edges of a document with this *title*."""
    words, outline = Words(options.language), plan.outline
    person = outline.person.name if options.named else ""
    replaces = words.text("replaces revision {number}", number=plan.revision - 1) if plan.revision else ""
    code = (
        words.text("Plan {code}", code=plan.code),
        words.text("revision {number}", number=plan.revision),
        replaces,
    )
    printed_for = words.text("printed for {date}", date=options.language.full_date(options.as_of))
    head = _SEPARATOR.join(part for part in (outline.title, ", ".join(plan.drugs), person) if part)
    lying = sheet(options.paper, landscape=landscape)
    page = words.text("page {page} of {pages}", page="\0", pages="\0").split("\0")
    plan_code, printed_for = (_SEPARATOR.join(part for part in code if part), f"{printed_for}{_SEPARATOR}")
    counted = f"{printed_for}{page[0]}999{page[1]}999{page[2]}"
    end = max(width(text, _EDGE) for text in (plan_code, counted)) + 1
    room = float(lying.width) - _MARGINS - end
    draft = "" if outline.agreed else words.text("DRAFT: not agreed yet")
    head_room = float(lying.width) - _MARGINS - (width(draft, _DRAFT, bold=True) + _GAP if draft else 0)
    head_room = min(head_room, float(lying.width) * _HEAD_SHARE - _MARGINS)
    return Frame(
        language=options.language.code,
        direction=options.language.direction,
        sheet=lying,
        title=f"{outline.title} – {title}",
        head=shortened(head, _HEAD, head_room, bold=True),
        draft=draft,
        contacts=contacts(plan, words, room - _GAP),
        disclaimer=_disclaimer(words, room, agreed=outline.agreed is not None),
        plan_code=plan_code,
        printed_for=printed_for,
        page=(page[0], page[1], page[2]),
        end=f"{end:.1f}rem",
        until=plan.last_day,
    )


def _disclaimer(words: Words, room: float, *, agreed: bool) -> str:
    """Return the disclaimer, or its short form where *room* units hold no more."""
    whole = (
        words.text("Laid out from the agreed plan; not a prescription.")
        if agreed
        else words.text("Laid out from a plan that is not agreed yet; not a prescription.")
    )
    return whole if width(whole, _EDGE) <= room else words.text("Not a prescription.")


def contacts(plan: Plan, words: Words, room: float) -> str:
    """Say whom to ring on one line of *room* units, with a blank to fill in where the plan names nobody.

    The telephone number comes first, so that it stays when a line has to be cut.
    """
    said = [
        " ".join(part for part in (words.language.together(one.phone), one.role, one.name) if part)
        for one in plan.outline.contacts
    ] or ["_" * 30]
    for shown in range(len(said), 0, -1):
        line = _ring(words, said[:shown], len(said) - shown)
        if width(line, _EDGE) <= room:
            return line
    first = shortened(said[0], _EDGE, width(said[0], _EDGE) - (width(line, _EDGE) - room))
    return _ring(words, [first], len(said) - 1)


def _ring(words: Words, said: list[str], left: int) -> str:
    more = [words.text("and {count} more in the hand-off", count=left)] if left else []
    return words.text("Whom to ring: {contacts}", contacts="; ".join([*said, *more]))


def sheet(paper: Paper, *, landscape: bool) -> Sheet:
    """Return *paper* as a sheet whose unit is scaled so that a page for A4 fits it."""
    unit = min(paper.width / _A4[0], paper.height / _A4[1]).quantize(Decimal("0.0001"))
    width, height = (paper.height, paper.width) if landscape else (paper.width, paper.height)
    return Sheet(f"{width}mm {height}mm", f"{unit}mm", width / unit, height / unit)


def printed(plan: Plan, options: Options) -> tuple[date, date]:
    """Return the first and the last day to print: as asked, else from ``as_of`` to the first day without a dose.

    Printing starts at the plan's first day where ``as_of`` is before that day or after the last one.
    """
    last = options.last or plan.first_day_without or plan.last_day
    over = options.everything or not plan.first_day <= options.as_of <= last
    return options.first or (plan.first_day if over else options.as_of), last
