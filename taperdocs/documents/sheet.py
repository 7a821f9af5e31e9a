"""The sheet of paper: its size, its edges with what stands on every page, and which days are printed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taperdocs.language.phrases import role
from taperdocs.language.words import Words
from taperdocs.options import Options, Paper
from taperdocs.pdf.kit import Style
from taperdocs.plan.plan import Contact, Plan

EDGE, BOTTOM, HEADED = 8.0, 16.0, 15.0
"""Margins at the sides and at the top, at the foot, and at the top of a page with a head, in units."""

HEAD = Style("head", 10, 4.4, bold=True)
DRAFT = Style("draft", 14, 5.6, bold=True)
RING = Style("ring", 12, 5, bold=True)
FOOT = Style("foot", 9, 4)
"""The styles of the edges; page.css names them in their order: head, draft mark, whom to ring, and the small print."""

_A4 = (Decimal(210), Decimal(297))
_SEPARATOR = " · "
_GAP = 4.0
_LEAST_NAME = 20.0
"""The least width for a name that is shortened, units."""
_MOST_RINGS = 2
"""Most lines of people to ring."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper, upright or landscape. All lengths of a page are multiples of *unit*: 1 mm, and more on papers over A4.

    On smaller papers sizes stay, and a page shows fewer things. *width* and *height* are in units.
    """

    size: str
    unit: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The texts of the page edges, and facts about the document that are checked when it is read back.

    *ring* says whom to ring, a line each. *foot* are two lines, with ``{page}`` and ``{pages}`` for the page's number
    and the number of pages; *end* is its width, in units. *until* is the last day that is laid out. *ink* is the
    colour of rules and boxes. *tells* is the day whose doses the document says in full. *one_page*: whether the
    document must be a single page.
    """

    language: str
    direction: str
    sheet: Sheet
    title: str
    head: str
    draft: str
    ring: tuple[str, ...]
    foot: tuple[str, str]
    end: float
    until: date
    ink: str = "#000"
    one_page: bool = False
    tells: date | None = None

    @property
    def edges(self) -> tuple[Style, ...]:
        """Return the styles of the edges."""
        return HEAD, DRAFT, RING, FOOT


def frame(  # noqa: PLR0913  the last three are said by name
    plan: Plan,
    options: Options,
    title: str,
    *,
    landscape: bool = False,
    headed: bool = True,
    sides: float = 2 * EDGE,
) -> Frame:
    """Return the page edges of a document with this *title*; *headed*: whether each page has a head with the names.

    *sides* is the width of both side margins.
    """
    words, outline = Words(options.language), plan.outline
    lying = sheet(options.paper, landscape=landscape)
    inside = lying.width - sides
    draft = "" if outline.agreed else words.text("DRAFT: not agreed yet")
    room = inside - (DRAFT.width(draft) + _GAP if draft else 0)
    ring, foot, end = _bottom(plan, options, words, inside)
    return Frame(
        language=options.language.code,
        direction=options.language.direction,
        sheet=lying,
        title=f"{outline.title} – {title}",
        head=names(plan, options, HEAD, room, title=True) if headed else "",
        draft=draft,
        ring=ring,
        foot=foot,
        end=end,
        until=plan.last_day,
        ink=options.ink.colour,
    )


def sheet(paper: Paper, *, landscape: bool) -> Sheet:
    """Return *paper* as a sheet whose unit is at least 1 mm."""
    unit = max(min(paper.width / _A4[0], paper.height / _A4[1]), Decimal(1)).quantize(Decimal("0.0001"))
    width, height = (paper.height, paper.width) if landscape else (paper.width, paper.height)
    return Sheet(f"{width}mm {height}mm", f"{unit}mm", float(width / unit), float(height / unit))


def names(plan: Plan, options: Options, style: Style, room: float, *, title: bool = False) -> str:
    """Say the drugs, the person and, with *title*, the plan's title on one line of *room* units.

    What does not fit is shortened: the title first, then the person and the drugs, each to half of the room at least.
    """
    drugs = ", ".join(plan.drugs)
    person = plan.outline.person.name if options.named else ""
    if not person:
        said = style.shortened(drugs, room)
    elif style.fits(f"{drugs}{_SEPARATOR}{person}", room):
        said = f"{drugs}{_SEPARATOR}{person}"
    else:
        half = (room - style.width(_SEPARATOR)) / 2
        drugs = style.shortened(drugs, max(half, 2 * half - style.width(person)))
        said = drugs + _SEPARATOR + style.shortened(person, 2 * half - style.width(drugs))
    whole = f"{said}{_SEPARATOR}{plan.outline.title}"
    return whole if title and style.fits(whole, room) else said


def _bottom(
    plan: Plan, options: Options, words: Words, inside: float
) -> tuple[tuple[str, ...], tuple[str, str], float]:
    """Return whom to ring, the two lines of small print, and the width of these; a telephone number stays whole.

    A name beside its number is shortened, but not to a few letters: then the small print says less.
    """
    people = plan.outline.contacts
    longest = max((_least(words, one) for one in people), default=RING.width(_blank(words)))
    for foot in _feet(plan, options, words):
        counted = (line.format(page="999", pages="999") for line in foot)
        end = max(map(FOOT.width, counted)) + 1
        if longest <= inside - end - _GAP:
            break
    return rings(plan, words, inside - end - _GAP), foot, round(end, 1)


def _feet(plan: Plan, options: Options, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the small print, the fullest first."""
    page = words.text("page {page} of {pages}", page="{page}", pages="{pages}")
    code = words.text("Plan {code}", code=plan.code)
    revision = words.text("revision {number}", number=plan.revision)
    replaces = words.text("replaces revision {number}", number=plan.revision - 1) if plan.revision else ""
    printed_for = words.text("printed for {date}", date=options.language.full_date(options.as_of))
    not_one = words.text("not a prescription")
    lines = (
        ((code, revision, replaces, page), (printed_for, not_one)),
        ((code, revision, page), (printed_for,)),
        ((code, revision), (page,)),
    )
    first, second, third = ((_joined(above), _joined(below)) for above, below in lines)
    return first, second, third


def _joined(parts: tuple[str, ...]) -> str:
    return _SEPARATOR.join(part for part in parts if part)


def rings(plan: Plan, words: Words, room: float) -> tuple[str, ...]:
    """Say whom to ring, a line each, with a blank where the plan names nobody.

    Names are shortened where there is no *room* for them; telephone numbers are not.
    """
    people = [one for one in plan.outline.contacts if one.phone] or list(plan.outline.contacts)
    if not people:
        return (_blank(words),)
    return tuple(_ring(words, one, room) for one in people[:_MOST_RINGS])


def _ring(words: Words, one: Contact, room: float) -> str:
    number = _number(words, one)
    said = role(words, one.role)
    for name in (", ".join(part for part in (one.name, said) if part), one.name):
        if name and RING.fits(f"{number}  {name}", room):
            return f"{number}  {name}"
    named = RING.shortened(one.name or said, room - RING.width(f"{number}  "))
    return f"{number}  {named}" if len(named) > 1 else number


def _least(words: Words, one: Contact) -> float:
    """Return the least width for a telephone number and what is left of the name beside it."""
    number, name = _number(words, one), one.name or role(words, one.role)
    return min(RING.width(f"{number}  {name}"), RING.width(number) + _LEAST_NAME)


def _number(words: Words, one: Contact) -> str:
    return f"☎ {words.language.together(one.phone)}" if one.phone else _blank(words)


def _blank(words: Words) -> str:
    return words.text("☎ write in: {blank}", blank="_" * 16)


def printed(plan: Plan, options: Options) -> tuple[date, date]:
    """Return the first and the last day to print: as asked, else from ``as_of`` to the first day without a dose.

    Printing starts at the plan's first day where ``as_of`` is before that day or after the last one.
    """
    last = options.last or plan.first_day_without or plan.last_day
    over = options.everything or not plan.first_day <= options.as_of <= last
    return options.first or (plan.first_day if over else options.as_of), last
