"""The tapering diary: a week a page, doses printed in advance, a bad day noted in under a minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from taperdocs.documents.diary import sizes
from taperdocs.documents.diary.day import doses, entry
from taperdocs.documents.diary.form import Filling, OnPaper
from taperdocs.documents.diary.layout import Asked, Layout, layouts
from taperdocs.documents.diary.page import WEEK, Binder, Leaf, drugs_of
from taperdocs.documents.diary.punch_holes import Margin, margin, sides
from taperdocs.documents.diary.ready_box import steps_down
from taperdocs.documents.red_flags import signs
from taperdocs.documents.sheet import Frame, frame, printed, sheet
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import allowed_dose
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.kit import sheet_of
from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.plan import Plan
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.stopping import has_withdrawal

_MORE_PAGES = 1.15
"""By how much a diary that asks more may have more pages than the shortest one."""


@dataclass(frozen=True, slots=True)
class DiaryView:
    """All leaves, the *layouts* that they refer to, the texts that they share, and *filling*, the fields of a form."""

    frame: Frame
    margin: Margin
    layouts: tuple[Layout, ...]
    leaves: tuple[Leaf, ...]
    drugs: tuple[Marked, ...]
    person: Marked
    urgent: str
    legend: Marked
    filling: Filling | OnPaper

    @property
    def css(self) -> str:
        """Return the classes of all styles, and the lengths as variables."""
        return sheet_of(sizes)

    @property
    def heights(self) -> tuple[int, ...]:
        """Return the different heights of rows, in tenths of a unit; style.css has a class for each."""
        return tuple(sorted({height for leaf in self.leaves for height, _ in leaf.days}))


def view(plan: Plan, options: Options) -> DiaryView:
    """Decide everything that the diary says."""
    words, paper = Words(options.language), sheet(options.paper, landscape=False)
    both = sum(sides(options, float(options.paper.width) / paper.width))
    edges = frame(plan, options, words.text("Tapering diary"), headed=False, sides=both)
    margins, inside = margin(options, edges), round(paper.width - both, 2)
    days = list(weeks_of(plan, options))
    # Most days are alike, so the texts of equal days are made once.
    taken = {each: doses(plan, words, each) for each in {plan.on(day) for week in days for day in week}}
    weeks = [tuple(entry(plan, words, day, taken[plan.on(day)]) for day in week) for week in days]
    drugs = tuple(drugs_of(plan, words))
    person = marked(plan.outline.person.name.replace(" ", NO_BREAK) if options.named else "", "text:person")
    urgent, legend, asked = _urgent(plan, words), _legend(words), tuple(_asked(plan, words))
    binder = Binder(
        plan,
        words,
        steps_down(plan),
        " · ".join((*drugs, *([person] if person else []))),
        (urgent, legend),
        inside,
        paper.height - margins.top - margins.bottom,
    )
    every = [day for week in weeks for day in week]
    ways = [layouts(one, inside, every) for one in asked]
    tried = [[binder.tried(week, way) for week in weeks] for way in ways]
    best = [[min(one.cost for one in week) for week in way] for way in tried]
    costs = [(max(over for over, _ in way), sum(pages for _, pages in way)) for way in best]
    fitting, fewest = min(costs)
    chosen = next(
        at for at, (over, pages) in enumerate(costs) if over == fitting and pages <= _MORE_PAGES * fewest
    )
    return DiaryView(
        edges,
        margins,
        ways[chosen],
        tuple(
            leaf
            for week, parts in zip(weeks, tried[chosen], strict=True)
            for leaf in binder.leaves(week, ways[chosen], parts)
        ),
        drugs,
        person,
        urgent,
        legend,
        Filling(words) if options.form else OnPaper(),
    )


def _asked(plan: Plan, words: Words) -> Iterator[Asked]:
    """Yield what may be asked about each day, the fullest first; what costs many pages is not asked."""
    track = plan.outline.track or _tracked(plan, words)
    feelings = (("good", words.text("good")), ("mixed", words.text("mixed")), ("bad", words.text("bad")))
    allowed = tuple(_allowed(plan, words, place, one) for place, one in enumerate(plan.outline.as_needed))
    reasons, own = tuple(_reasons(words)), (2, 1, 0) if track else (3, 2)
    for lines in own:
        yield Asked(words, track, lines, feelings, reasons, allowed)
    # A reason can be written with the notes, too.
    yield Asked(words, track, own[-1], feelings, (), allowed)


def _allowed(plan: Plan, words: Words, place: int, one: AsNeeded) -> Marked:
    """Say what may be taken when needed, with a null character where the number of times is written."""
    makes = plan.makes(one)
    what, pieces = allowed_dose(words, plan, one), words.pieces(makes) if makes else ""
    said = words.texts(
        "If needed: {line} × {what}, at most {number} time a day",
        "If needed: {line} × {what}, at most {number} times a day",
        one.most,
        what=f"{what} ({pieces})" if pieces else what,
        line="\0",
    )
    number = words.language.number(one.most)
    return marked(said.replace(f" {number} ", f" {number}{NO_BREAK}"), f"allowedbox:{place}")


def _tracked(plan: Plan, words: Words) -> tuple[str, ...]:
    """Return what is tracked where the plan does not say it, by the groups of its drugs."""
    if all(is_of(drug, Group.GLUCOCORTICOID) for drug in plan.drugs):
        return ()
    pain = any(is_of(drug, Group.OPIOID) for drug in plan.drugs)
    return words.text("Anxiety"), words.text("Pain") if pain else words.text("Aches"), words.text("Low mood")


def _reasons(words: Words) -> Iterator[str]:
    """Yield the reasons for a missed or different dose, none of which a line may break."""
    for reason in (
        words.text("forgot"),
        words.text("sick"),
        words.text("ran out"),
        words.text("told to"),
        words.text("my wish"),
    ):
        yield reason.replace(" ", NO_BREAK)


def _legend(words: Words) -> Marked:
    ends = marked(words.text("0 none, 10 worst."), "rating")
    missed = words.text("About a missed dose ask the prescriber or pharmacist.")
    return marked(f"{ends} {missed}", ends)


def _urgent(plan: Plan, words: Words) -> str:
    """Return the line with the emergency number and the crisis line, each with a blank."""
    emergency = words.text(
        "{signs}: ring the emergency number (write in: {blank}).", signs=signs(plan, words), blank="_" * 13
    )
    if not has_withdrawal(plan):
        return emergency
    crisis = words.text("Thoughts of suicide: ring (write in: {blank}).", blank="_" * 13)
    return f"{emergency} {crisis}"


def weeks_of(plan: Plan, options: Options) -> Iterator[tuple[date, ...]]:
    """Yield the days of each week to print; weeks are counted from the first day of the plan."""
    first, last = printed(plan, options)
    begin = plan.first_day + timedelta((first - plan.first_day).days // WEEK * WEEK)
    while begin <= last:
        yield tuple(begin + timedelta(number) for number in range(WEEK))
        begin += timedelta(WEEK)
