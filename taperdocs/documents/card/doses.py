"""The faces of the card with the present doses, their syringes, and what to do on a hard day.

Sources of the advice for a hard day: ``red_flags.py``; the 988 line (United States) for a crisis line;
``rules/stopping.py`` for each class of drugs. No sign is called harmless. No telephone number is built in: it differs
from country to country.
"""

from collections.abc import Iterator
from dataclasses import replace

from taperdocs.documents.card import sizes
from taperdocs.documents.card.cycle_days import turns, when
from taperdocs.documents.card.face import Drawn, Face, Row, flowed, heading, of_drug, row
from taperdocs.documents.card.front import contact
from taperdocs.documents.red_flags import signs
from taperdocs.documents.syringe import Syringe, filled, syringe
from taperdocs.language.marked import marked
from taperdocs.language.phrases import every_allowed, labels, plan_code, rhythms
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.kit import Part, Text
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Intake
from taperdocs.plan.runs import PlanStatus
from taperdocs.plan.step import Period
from taperdocs.rules.stopping import has_sick_days, has_withdrawal, may_go_back, old_dose_harms


def doses(
    plan: Plan, options: Options, now: PlanStatus, left: tuple[int, ...], *, named: bool
) -> Iterator[Face]:
    """Yield the faces with the present doses, their syringes, the help, and the contacts that other faces *left* over.

    Help shares the last face of the doses where it fits. *named*: whether headings name the drug, which they must where
    the card has several strips, since each strip may be read alone.
    """
    words, code = Words(options.language), plan_code(Words(options.language), plan)
    more = tuple(_help(plan, options, words, left))
    if now.period:
        *others, last = _taken(plan, words, now, now.period, named=named)
        whole = Face(last.heading, (*last.parts, *more))
        yield from (*others, whole if whole.fits else last)
        yield from _syringes(plan, words, now, named=named)
        if whole.fits:
            return
    yield from flowed(heading(plan, words, marked(words.text("☎ Help")), code), more)


def _taken(plan: Plan, words: Words, now: PlanStatus, period: Period, *, named: bool) -> Iterator[Face]:
    """Yield the faces with the present doses and the day from which the next ones are taken."""
    coming, fine = plan.next_change(now.day), marked("")
    if coming:
        date = words.language.short_day(coming.first)
        fine = marked(words.text("they change on {date}", date=date), f"nextday:{now.day}")
    said = marked(words.text("Doses now"))
    if not now.begun:
        begins = words.text("Take from {date}", date=words.language.short_day(now.day))
        said = marked(begins, f"date:{now.day}")
    head = heading(plan, words, of_drug(plan, words, said, named=named), fine)
    parts, note = tuple(_doses(plan, words, now, period)), (Text(sizes.NOTE, fine),) if fine else ()
    # The day of new doses is never left out: where the heading has no room for it, it is the first line below.
    first = () if any(text.text == fine for text in head.texts) else note
    faces = tuple(flowed(head, (*first, *parts)))
    if len(faces) == 1:
        yield from faces
        return
    faces = tuple(flowed(head, (*note, *parts)))
    for number, face in enumerate(faces, start=1):
        # Who sees one face alone must know that there are doses on another one.
        which = words.text("{heading}, {number} of {count}", heading=said, number=number, count=len(faces))
        bare = marked(which, said, f"part:{number},{len(faces)}")
        title = of_drug(plan, words, bare, named=named)
        # Where there is no room for all, the drug goes: the dates and the number must be whole.
        title = title if any(text.text == title for text in heading(plan, words, title).texts) else bare
        yield replace(face, heading=heading(plan, words, title, plan_code(words, plan)))


def _doses(plan: Plan, words: Words, now: PlanStatus, period: Period) -> Iterator[Part]:
    """Yield a row for each dose with its days of the cycle, then patch rhythms and what is allowed when needed."""
    shown = turns(now)
    if not shown:
        number = words.language.number(len(period.step.regimen.days))
        said = words.text("{number} days; the doses of each are on the printed calendar", number=number)
        yield Text(sizes.NOTE, marked(said, f"cycle:{period.step.number}"))
    for turn in shown:
        days = (Text(sizes.KEY, when(words, period, turn)),) if len(shown) > 1 else ()
        for place, (intake, called) in enumerate(zip(turn.taken, labels(words, turn.taken), strict=True)):
            at = f"{turn.first},{place}"
            drug = (Text(sizes.KEY, marked(intake.drug, f"drug:{at}")),) if len(plan.drugs) > 1 else ()
            style = sizes.STRONG if days or drug else sizes.TIME
            time = (Text(style, marked(called, f"time:{at}")),) if called else ()
            label, dose = (*days, *drug, *time), tuple(_dose(plan, words, intake, at))
            yield from (Row(label, dose),) if label else dose
        if not turn.taken:
            yield Row(days, (Text(sizes.STRONG, marked(words.nothing(), f"nothing:{turn.first}")),))
    for said in rhythms(words, plan):
        yield Text(sizes.NOTE, said)
    if also := every_allowed(words, plan):
        yield Text(sizes.ALSO, words.text("Also allowed"))
        for said in also:
            yield Text(sizes.NOTE, said)


def _dose(plan: Plan, words: Words, intake: Intake, at: str) -> Iterator[Part]:
    """Yield the dose with its drawing where there is room, the pieces that make it, and how far to fill a syringe.

    A syringe that has a face of its own is not described here.
    """
    room, (amount, unit, same) = sizes.INSIDE - sizes.LABEL, words.numeral(plan, intake)
    said, drawing = words.language.together(f"{amount} {unit}"), words.drawing(plan, intake)
    style = next((one for one in sizes.DOSES[1:] if one.fits(said, room)), sizes.DOSES[-1])
    line = row(style, Text(style, said), Text(sizes.NOTE, same))
    if drawing:
        drawn = Text(sizes.DRAWN, marked(drawing.signs, f"drawn:{at}"), drawing.alt)
        beside = row(style, *line.texts, drawn)
        line = beside if beside.width <= room else line
    # A numeral that is too wide for its line, because of a long unit, is set as a text that may wrap.
    long = line.width > room
    yield (
        Text(sizes.STRONG, marked(f"{said} {same}", f"numeral:{at}"))
        if long
        else replace(line, marks=(f"numeral:{at}",))
    )
    yield Text(sizes.NOTE, marked(words.made(plan, intake), f"pieces:{at}"))
    if (said := filled(plan, words, intake, at)) and not _drawn(plan, words, intake):
        yield Text(sizes.NOTE, said)


def _drawn(plan: Plan, words: Words, intake: Intake) -> Syringe | None:
    """Return the drawing of the syringe of an intake; None if it has none or is too wide for a face at true size."""
    drawing = syringe(plan, words, intake)
    return drawing if drawing and float(drawing.width) <= sizes.INSIDE else None


def _syringes(plan: Plan, words: Words, now: PlanStatus, *, named: bool) -> Iterator[Face]:
    """Yield a face at true size for each different syringe that is filled now."""
    taken = ((f"{turn.first},{n}", one) for turn in turns(now) for n, one in enumerate(turn.taken))
    for at, intake in {plan.pieces(one): (at, one) for at, one in taken}.values():
        drawing = _drawn(plan, words, intake)
        if drawing is None:
            continue
        drug = f"{intake.drug} " if len(plan.drugs) > 1 else ""
        said = marked(f"{drug}{words.made(plan, intake)}", f"drug:{at}", f"pieces:{at}")
        title = of_drug(plan, words, marked(words.text("Syringe")), named=named)
        head = heading(plan, words, title, plan_code(words, plan))
        yield Face(head, (Text(sizes.FINE, said), Drawn(drawing)))


def _help(plan: Plan, options: Options, words: Words, left: tuple[int, ...]) -> Iterator[Part]:
    """Yield when to ring at once, the advice for a hard day, the contacts that are *left*, and which plan this is."""
    yield Text(sizes.SIGNS, words.text("{signs}: ring the emergency number.", signs=signs(plan, words)))
    yield Text(sizes.NOTE, " ".join(_advice(plan, words)))
    if has_withdrawal(plan):
        yield Text(sizes.BLANK, words.text("Write in: crisis line for thoughts of suicide"))
    for place in left:
        yield from contact(words, plan.outline.contacts[place], place, sizes.OTHER)
    date = words.language.brief_date(options.as_of)
    said = words.text(
        "Plan {code}, revision {number}, printed for {date}", code=plan.code, number=plan.revision, date=date
    )
    yield Text(sizes.FOOT, marked(said, "code", "revision", "printed"))


def _advice(plan: Plan, words: Words) -> Iterator[str]:
    """Yield the sentences for a hard day; each is printed only for the drugs of whose class a source says it."""
    if any(has_sick_days(plan, drug) for drug in plan.drugs):
        yield words.text(
            "Hard to bear: ring. Fever, vomiting, an operation: say that you take a steroid, and keep to your sick day "
            "rules. Missed doses can be dangerous. Ask about a steroid emergency card."
        )
    else:
        yield words.text("Hard to bear: ring your prescriber first.")
    if any(map(may_go_back, plan.drugs)):
        yield words.text("Going back to the dose before may be agreed then.")
    if any(old_dose_harms(plan, drug) for drug in plan.drugs):
        yield words.text(
            "Do not go back to the first dose on your own: after a week on less it can be an overdose."
        )
