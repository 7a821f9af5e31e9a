"""The card's panels about people: whose card it is, what is tapered, whom to ring, and which plan it is."""

from dataclasses import dataclass

from taperdocs.documents.card.panel import (
    BLANK,
    FINE,
    HEAD,
    INSIDE,
    KEY,
    NOTE,
    ROOM,
    STRONG,
    TITLE,
    Block,
    Face,
    Panel,
    beside,
    block,
    fitting,
    heading_room,
    listed,
)
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import marked
from taperdocs.language.phrases import plan_code
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Contact, Plan
from taperdocs.plan.product import Product
from taperdocs.plan.runs import status_on

_DRUGS, _WHO = 4, 2
"""The most lines for the drugs, and for whose a telephone number is."""

_FORMS = (
    (2, 3, True),
    (2, 2, True),
    (2, 1, True),
    (2, 3, False),
    (2, 2, False),
    (2, 1, False),
    (1, 1, False),
)
"""Lines for the name, lines for the packets, and whether a telephone number must be there; the best form first."""


@dataclass(frozen=True, slots=True)
class Front:
    """The front panel, and how many packets and contacts it shows.

    *packets* is None where even a line about packets has no room.
    """

    panel: Panel
    packets: int | None
    contacts: int


def front(plan: Plan, options: Options) -> Front:
    """Say who tapers what, from which packets, and whom to ring, as far as there is room."""
    words = Words(options.language)
    whole = (_front(plan, options, words, form) for form in _FORMS)
    fits = (found for found in whole if found and found.packets and found.panel.height <= ROOM)
    return next(fits, None) or _without_packets(plan, options, words)


def _front(plan: Plan, options: Options, words: Words, form: tuple[int, int, bool]) -> Front | None:
    """Return the panel in *form*; None where a telephone number that must be there has no room."""
    (names, lines, numbered), head = form, _heading(plan, words, _drugs(plan, options))
    person, foot = _person(plan, options, words, names), _foot(plan, options, words)
    packets, count = _packets(plan, words, lines)
    ring = block((KEY, words.text("☎ Whom to ring")), gap=2, rule=True)
    room = ROOM - sum(one.height for one in (head, person, packets, ring, foot))
    contacts = _contacts(plan.outline.contacts, words, room)
    fit = listed(contacts, room)
    if numbered and not fit:
        return None
    shown = (person, packets, *((ring, *contacts[:fit]) if fit else ()))
    return Front(Panel(head, shown, foot), count, min(fit, len(plan.outline.contacts)))


def _without_packets(plan: Plan, options: Options, words: Words) -> Front:
    person, foot = _person(plan, options, words, 1), _foot(plan, options, words)
    return Front(Panel(_heading(plan, words, _drugs(plan, options)), (person,), foot), None, 0)


def others(plan: Plan, options: Options, shown: int) -> Panel | None:
    """Say whom to ring beside the first *shown* contacts, which the front has; None where nobody is left."""
    words, left = Words(options.language), plan.outline.contacts[shown:]
    if not left:
        return None
    code = plan_code(words, plan)
    head = beside((TITLE, words.text("☎ Whom to ring")), (FINE, code), room=heading_room(plan, words), gap=0)
    blocks = tuple(_contact(contact, shown + place) for place, contact in enumerate(left))
    if listed((head, *blocks), ROOM) > len(blocks):
        return Panel(head, blocks)
    count = max(listed((head, *blocks), ROOM - NOTE.line - 1) - 1, 1)
    more = words.text("and {count} more in the hand-off", count=len(left) - count)
    said = marked(more, f"left:contacts,{shown + count}")
    return Panel(head, (*blocks[:count], block((NOTE, said))))


def _drugs(plan: Plan, options: Options) -> str:
    """Name the drugs, or say "several medicines" where a heading cannot hold them; each dose names its own."""
    words, now = Words(options.language), status_on(plan, options.as_of)
    going = now.begun and now.period is not None
    short = (words.text("several medicines"),) if len(plan.drugs) > 1 else ()
    for names in (", ".join(plan.drugs), *short):
        said = (
            words.text("I am tapering {drugs}", drugs=names)
            if going
            else words.text("My taper: {drugs}", drugs=names)
        )
        if len(KEY.lines(said, heading_room(plan, words))) <= _DRUGS:
            return said
    return _cut(said, KEY, _DRUGS, heading_room(plan, words))


def _heading(plan: Plan, words: Words, drugs: str) -> Block:
    room = heading_room(plan, words)
    faces = [(face, lines) for lines in (1, 2) for face in (HEAD, TITLE, STRONG)]
    face = next((face for face, lines in faces if len(face.lines(drugs, room)) <= lines), KEY)
    return block((face, marked(drugs, "text:drugs")), room=room, gap=0)


def _person(plan: Plan, options: Options, words: Words, lines: int) -> Block:
    person = plan.outline.person
    if not (person.name and options.named):
        return block((BLANK, words.text("Name")), gap=0)
    born = words.text("born {date}", date=options.language.full_date(person.born)) if person.born else ""
    return beside(
        (STRONG, marked(_cut(person.name, STRONG, lines), "text:person")), (NOTE, marked(born, "born"))
    )


def _foot(plan: Plan, options: Options, words: Words) -> Block:
    """Say which plan and revision it is, for which day, and that it is not a prescription."""
    parts = (
        words.text("Plan {code}", code=plan.code),
        words.text("revision {number}", number=plan.revision),
        words.text("not a prescription"),
    )
    date = words.text("printed for {date}", date=options.language.full_date(options.as_of))
    plan_code = marked(" · ".join(parts), "code", "revision")
    return block((FINE, plan_code), (FINE, marked(date, "printed")))


def _packets(plan: Plan, words: Words, lines: int) -> tuple[Block, int]:
    """Name as many packets as fit *lines* lines, say how many are left, and return how many are named."""
    products = plan.outline.products
    for count in range(len(products), -1, -1):
        left = len(products) - count
        more = (words.text("{count} more in the hand-off", count=left),) if left else ()
        named = (*(_packet(plan, words, product) for product in products[:count]), *more)
        said = words.text("Packets: {packets}", packets="; ".join(named))
        if len(NOTE.lines(said)) <= lines:
            break
    marks = [*(f"packet:{place}" for place in range(count)), *([f"left:packets,{count}"] if left else [])]
    return block((NOTE, marked(said, *marks)), gap=2), count


def _packet(plan: Plan, words: Words, product: Product) -> str:
    return f"{product.drug} {words.product(product)}" if len(plan.drugs) > 1 else words.product(product)


def _contacts(contacts: tuple[Contact, ...], words: Words, room: float) -> tuple[Block, ...]:
    """Return the contacts in the largest face in which all fit *room* mm; without any, lines to write on."""
    if not contacts:
        return tuple(block((BLANK, text), gap=0) for text in (words.text("Telephone"), words.text("Name")))
    forms = [
        tuple(_contact(contact, place, face) for place, contact in enumerate(contacts))
        for face in (TITLE, STRONG, KEY)
    ]
    return next((form for form in forms if sum(one.height for one in form) <= room), forms[1])


def _contact(contact: Contact, place: int, face: Face = STRONG) -> Block:
    """Say a contact, its number first; a long name is cut, a number never."""
    fits = fitting((face, KEY), contact.phone, most=2)
    phone = contact.phone.replace(" ", NO_BREAK)
    if fits.wide(phone) > INSIDE:
        phone = contact.phone
    said = marked(phone, f"contact:{place}") if phone else ""
    who = _who(contact) if phone else marked(_who(contact), f"contact:{place}")
    return (block if fits is TITLE else beside)((fits, said), (NOTE, who))


def _who(contact: Contact) -> str:
    return _cut(" ".join(part for part in (contact.role, contact.name) if part), NOTE, _WHO)


def _cut(text: str, face: Face, most: int, room: float = INSIDE) -> str:
    """Return *text*, cut to *most* lines with an ellipsis; never for a dose or a telephone number."""
    lines = face.lines(text, room)
    if len(lines) <= most:
        return text
    return "\n".join((*lines[: most - 1], f"{lines[most - 1][:-2].rstrip()}…"))
