"""What every page says around its content, and how large its paper is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taperdocs.languages import NO_BREAK
from taperdocs.options import Options
from taperdocs.paper import Paper
from taperdocs.plan import Plan
from taperdocs.words import Words

_A4 = (Decimal(210), Decimal(297))
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper as it lies: all lengths of a page are written in *unit*, which is 1 mm on A4.

    On other papers the unit is so large that the same page fits; *width* and *height* are in units.
    """

    size: str
    unit: str
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Frame:
    """The decided texts of a page's edges."""

    language: str
    direction: str
    sheet: Sheet
    title: str
    head: str
    draft: str
    contacts: str
    disclaimer: str
    plan_code: str
    page: tuple[str, str, str]


def frame(plan: Plan, options: Options, title: str, *, landscape: bool = False) -> Frame:
    """Return the edges of a document with this *title*."""
    words, outline = Words(options.language), plan.outline
    person = outline.person.name if options.named else ""
    replaces = words.text("replaces revision {number}", number=plan.revision - 1) if plan.revision else ""
    code = (
        words.text("Plan {code}", code=plan.code),
        words.text("revision {number}", number=plan.revision),
        replaces,
        words.text("printed for {date}", date=options.language.full_date(options.as_of)),
    )
    page = words.text("page {page} of {pages}", page="\0", pages="\0").split("\0")
    return Frame(
        language=options.language.code,
        direction=options.language.direction,
        sheet=sheet(options.paper, landscape=landscape),
        title=f"{outline.title} – {title}",
        head=_SEPARATOR.join(part for part in (outline.title, ", ".join(plan.drugs), person) if part),
        draft="" if outline.agreed else words.text("DRAFT: not agreed yet"),
        contacts=contacts(plan, words),
        disclaimer=words.text("Laid out from the agreed plan; not a prescription.")
        if outline.agreed
        else words.text("Laid out from a plan that is not agreed yet; not a prescription."),
        plan_code=_SEPARATOR.join(part for part in code if part),
        page=(page[0], page[1], page[2]),
    )


def contacts(plan: Plan, words: Words) -> str:
    """Say whom to ring; a blank where the plan names nobody."""
    said = [
        " ".join(part for part in (contact.role, contact.name, contact.phone.replace(" ", NO_BREAK)) if part)
        for contact in plan.outline.contacts
    ]
    return words.text("Whom to ring: {contacts}", contacts="; ".join(said) if said else "_" * 30)


def sheet(paper: Paper, *, landscape: bool) -> Sheet:
    """Lay *paper* and scale the unit so that what fits A4 fits it."""
    unit = min(paper.width / _A4[0], paper.height / _A4[1]).quantize(Decimal("0.0001"))
    width, height = (paper.height, paper.width) if landscape else (paper.width, paper.height)
    return Sheet(f"{width}mm {height}mm", f"{unit}mm", width / unit, height / unit)


def printed(plan: Plan, options: Options) -> tuple[date, date]:
    """Return the first and last day to print: as asked, or from the first day to the first day without."""
    return options.first or plan.first_day, options.last or plan.first_day_without or plan.last_day
