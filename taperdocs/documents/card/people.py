"""The card's panels about people: whose it is and what is tapered, whom to ring, and which plan it is of."""

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
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Contact, Plan
from taperdocs.plan.product import Product
from taperdocs.plan.runs import status_on

_DRUGS, _WHO = 4, 2
"""So many lines at most have the drugs, and whose a number is."""

_FORMS = (
    (2, 3, True),
    (2, 2, True),
    (2, 1, True),
    (2, 3, False),
    (2, 2, False),
    (2, 1, False),
    (1, 1, False),
)
"""How many lines the name and the packets have, and whether a number has to be there; the best first."""


@dataclass(frozen=True, slots=True)
class Front:
    """The panel, how many lines the name has on it, and how many packets and contacts it has room for.

    Without room for a line of packets they are None.
    """

    panel: Panel
    name: int
    packets: int | None
    contacts: int


def front(plan: Plan, options: Options) -> Front:
    """Say who tapers what, from which packets, and whom to ring as far as there is room."""
    words = Words(options.language)
    whole = (_front(plan, options, words, form) for form in _FORMS)
    fits = (found for found in whole if found and found.packets and found.panel.height <= ROOM)
    return next(fits, None) or _without_packets(plan, options, words)


def _front(plan: Plan, options: Options, words: Words, form: tuple[int, int, bool]) -> Front | None:
    """Compose the panel in a *form*; None where there is no room for a number that has to be there."""
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
    return Front(Panel(head, shown, foot), names, count, min(fit, len(plan.outline.contacts)))


def _without_packets(plan: Plan, options: Options, words: Words) -> Front:
    person, foot = _person(plan, options, words, 1), _foot(plan, options, words)
    return Front(Panel(_heading(plan, words, _drugs(plan, options)), (person,), foot), 1, None, 0)


def others(plan: Plan, options: Options, shown: int) -> Panel | None:
    """Say whom to ring besides those *shown* on the front; the hand-off has the rest."""
    words, left = Words(options.language), plan.outline.contacts[shown:]
    if not left:
        return None
    code = marked(words.text("Plan {code}", code=plan.code), "code")
    head = beside((TITLE, words.text("☎ Whom to ring")), (FINE, code), room=heading_room(plan, words), gap=0)
    blocks = tuple(_contact(contact, shown + place) for place, contact in enumerate(left))
    if listed((head, *blocks), ROOM) > len(blocks):
        return Panel(head, blocks)
    count = max(listed((head, *blocks), ROOM - NOTE.line - 1) - 1, 1)
    more = words.text("and {count} more in the hand-off", count=len(left) - count)
    said = marked(more, f"left:contacts,{shown + count}")
    return Panel(head, (*blocks[:count], block((NOTE, said))))


def _drugs(plan: Plan, options: Options) -> str:
    """Name the drugs, where they are so few that a heading holds them; each dose says its own."""
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
    return beside((STRONG, marked(_name(plan, lines), "text:person")), (NOTE, marked(born, "born")))


def _name(plan: Plan, lines: int) -> str:
    return _cut(plan.outline.person.name, STRONG, lines)


def _foot(plan: Plan, options: Options, words: Words) -> Block:
    """Say which plan it is, of which day, and what it is not."""
    parts = (
        words.text("Plan {code}", code=plan.code),
        words.text("revision {number}", number=plan.revision),
        words.text("not a prescription"),
    )
    date = words.text("printed for {date}", date=options.language.full_date(options.as_of))
    plan_code = marked(" · ".join(parts), "code", "revision")
    return block((FINE, plan_code), (FINE, marked(date, "printed")))


def _packets(plan: Plan, words: Words, lines: int) -> tuple[Block, int]:
    """Name the packets, as many as there is room for on *lines*, and say how many there are besides."""
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
    """Return whom to ring in the largest digits that leave room for all; without any, lines to write on."""
    if not contacts:
        return tuple(block((BLANK, text), gap=0) for text in (words.text("Telephone"), words.text("Name")))
    forms = [
        tuple(_contact(contact, place, face) for place, contact in enumerate(contacts))
        for face in (TITLE, STRONG, KEY)
    ]
    return next((form for form in forms if sum(one.height for one in form) <= room), forms[1])


def _contact(contact: Contact, place: int, face: Face = STRONG) -> Block:
    """Put the number first, a large one on its own line; it is never cut, only a long name is."""
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
    """Return *text*, or as much as *most* lines hold; never used for a dose or a number."""
    lines = face.lines(text, room)
    if len(lines) <= most:
        return text
    return "\n".join((*lines[: most - 1], f"{lines[most - 1][:-2].rstrip()}…"))
