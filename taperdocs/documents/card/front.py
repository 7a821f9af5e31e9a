"""The face of the card for a stranger: what is taken, that it must not be stopped suddenly, who it is, whom to ring."""

from collections.abc import Iterator
from itertools import product

from taperdocs.documents.card.face import Face, heading, row
from taperdocs.documents.card.sizes import BIG, BLANK, INSIDE, NOTE, PERSONS, STOPS
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import role
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.kit import Part, Style, Text
from taperdocs.plan.plan import Contact, Plan
from taperdocs.rules.stopping import stops_slowly

_DOCTORS = ("prescriber", "doctor")


def front(plan: Plan, options: Options) -> tuple[Face, tuple[int, ...]]:
    """Return the face, and the indices of the contacts that are left to other faces.

    Drugs are printed in the largest size that fits. A name may take two lines or be shortened; a telephone number may
    not. Where even the smallest sizes do not fit, parts are dropped in this order: first the purpose, then the contact,
    then drugs, of which the face says how many are missing.
    """
    words, contacts, drugs = Words(options.language), plan.outline.contacts, _taken(plan, options)
    over = bool(plan.outline.dated and plan.last_dose_day and options.as_of > plan.last_dose_day)
    ends = _ends(plan, words, drugs[0], over=over) if len(drugs) == 1 else ""
    head = heading(plan, words, marked(words.text("I TOOK") if over else words.text("I TAKE")), ends)
    stop, shown = () if over else tuple(_stop(plan, words, drugs)), _first(contacts)
    purpose = _purpose(plan, words)
    for count, numbered, why in product(
        range(len(drugs), -1, -1), (True, False), dict.fromkeys((purpose, ()))
    ):
        for lines, name, phone in product((2, 1), BIG, BIG[1:]):
            ring = _ring(words, contacts, shown, phone, lines) if numbered else ()
            named = _drugs(plan, words, drugs[:count], name, len(drugs), over=over)
            blank = Text(BLANK, words.text("Write in: emergency number"))
            face = Face(head, (*named, *why, *stop, *_person(plan, options, words, lines), *ring, blank))
            if face.fits:
                return face, tuple(n for n in range(len(contacts)) if not (numbered and n == shown))
    return face, tuple(range(len(contacts)))


def _taken(plan: Plan, options: Options) -> tuple[int, ...]:
    """Return the indices of the drugs that are taken now or later; after the end of the plan, those of all drugs."""
    ends = [plan.last_dose_of(drug) for drug in plan.drugs]
    over = [bool(plan.outline.dated and end and end < options.as_of) for end in ends]
    return tuple(n for n in range(len(ends)) if not over[n] or all(over))


def _ends(plan: Plan, words: Words, place: int, *, over: bool) -> Marked:
    """Return the last day with a dose of a drug.

    Only after the end is it called "last dose": said of a day to come, it would sound as if that dose were taken.
    """
    last = plan.last_dose_of(plan.drugs[place])
    if last is None:
        return marked("", f"lastof:{place}")
    date = words.language.brief_date(last)
    said = (
        words.text("last dose {date}", date=date) if over else words.text("planned until {date}", date=date)
    )
    return marked(said, f"lastof:{place}")


def _drugs(  # noqa: PLR0913  what is said, how, and of how many
    plan: Plan, words: Words, drugs: tuple[int, ...], style: Style, count: int, *, over: bool
) -> Iterator[Part]:
    """Yield *drugs*, each with its last day if the card has several, and how many of *count* are missing."""
    for place in drugs:
        name = Text(style, marked(plan.drugs[place].upper(), f"drug:{place}"))
        ends = Text(NOTE, _ends(plan, words, place, over=over) if count > 1 else "")
        line = row(style, name, ends)
        yield from (line,) if line.width <= INSIDE else (name, ends) if ends.text else (name,)
    if left := count - len(drugs):
        more = words.texts("and {number} more medicine", "and {number} more medicines", left)
        yield Text(NOTE, marked(more, f"left:drugs,{count - left}"))


def _purpose(plan: Plan, words: Words) -> tuple[Part, ...]:
    """Return what the drugs are taken for; empty where the plan file does not say it."""
    said = words.text("for {purpose}", purpose=plan.outline.indication)
    shown = marked(NOTE.shortened(said, INSIDE), "text:indication")
    return (Text(NOTE, shown),) if plan.outline.indication else ()


def _stop(plan: Plan, words: Words, drugs: tuple[int, ...]) -> Iterator[Part]:
    """Yield the warning not to stop suddenly, for those drugs of whose class a source says so."""
    those = [place for place in drugs if stops_slowly(plan, plan.drugs[place])]
    if not those:
        return
    if len(those) < len(drugs):
        names = ", ".join(plan.drugs[place].upper() for place in those)
        marks = (f"drug:{place}" for place in those)
        said = marked(words.text("DO NOT STOP {drugs} SUDDENLY", drugs=names), *marks)
    elif len(drugs) > 1:
        said = marked(words.text("DO NOT STOP THEM SUDDENLY"))
    else:
        said = marked(words.text("DO NOT STOP IT SUDDENLY"))
    yield Text(next((style for style in STOPS if style.fits(said, INSIDE)), STOPS[-1]), said)


def _person(plan: Plan, options: Options, words: Words, lines: int) -> Iterator[Part]:
    """Yield the person's name and date of birth, or a line to write the name on."""
    person = plan.outline.person
    if not (person.name and options.named):
        yield Text(BLANK, words.text("Name"))
        return
    style = next((one for one in PERSONS if _fits_lines(one, person.name, lines)), PERSONS[-1])
    name = Text(style, marked(_shortened(style, person.name, lines), "text:person"))
    date = options.language.full_date(person.born) if person.born else ""
    born = Text(NOTE, marked(words.text("born {date}", date=date) if date else "", "born"))
    line = row(style, name, born)
    yield from (line,) if line.width <= INSIDE else (name, born) if date else (name,)


def _first(contacts: tuple[Contact, ...]) -> int:
    """Return the index of the prescriber or doctor whose number is known, else of any such contact, else 0."""
    numbered = [place for place, one in enumerate(contacts) if one.phone]
    doctors = (place for place in numbered if contacts[place].role.casefold() in _DOCTORS)
    return next(doctors, numbered[0] if numbered else 0)


def _ring(
    words: Words, contacts: tuple[Contact, ...], place: int, style: Style, lines: int
) -> tuple[Part, ...]:
    """Return whom to ring, or a line to write on where the plan file has no contact."""
    if not contacts:
        return (Text(BLANK, words.text("Write in: prescriber, telephone")),)
    return contact(words, contacts[place], place, style, lines)


def contact(words: Words, one: Contact, place: int, style: Style, lines: int = 2) -> tuple[Part, ...]:
    """Return a contact: the number, never shortened and kept on one line if that fits, and whose it is."""
    said = ", ".join(part for part in (one.name, role(words, one.role)) if part)
    who = Text(NOTE, marked(_shortened(NOTE, said, lines), f"whois:{place}"))
    if not one.phone:
        return (who,)
    whole = f"☎{NO_BREAK}{one.phone.replace(' ', NO_BREAK)}"
    number = Text(style, marked(whole if style.fits(whole, INSIDE) else f"☎ {one.phone}", f"contact:{place}"))
    line = row(style, number, who)
    return (line,) if line.width <= INSIDE else (number, who)


def _fits_lines(style: Style, name: str, lines: int) -> bool:
    """Tell whether a name takes at most so many *lines*."""
    return style.height(name, INSIDE) <= style.around(lines * style.line)


def _shortened(style: Style, name: str, lines: int) -> str:
    """Return a name whole if it takes at most so many *lines*, else shortened to one line."""
    return name if _fits_lines(style, name, lines) else style.shortened(name, INSIDE)
