"""The step table: for each step its dates, its doses, how large the cut is, and what it needs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from taperdocs.documents.handoff.step_doses import Dose, doses_of, parts_of
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import need
from taperdocs.language.words import Words
from taperdocs.plan.cuts import Cut, cuts
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Regimen
from taperdocs.plan.step import Period
from taperdocs.plan.supply import supply


@dataclass(frozen=True, slots=True)
class Mark:
    """What is special about a step: the kind, which is a class in style.css, and its word."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One period: its dates, doses, cut and need; or the *stop* after the last period.

    *mark* tells the check of the printed page whose doses these are.
    """

    mark: str
    number: str
    bookmark: str
    dates: str
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]
    asked: str
    doses: tuple[Dose, ...]
    cut: str
    need: str
    stop: bool = False

    @property
    def taken(self) -> tuple[str, ...]:
        """Return the texts in the column of doses that have marks."""
        return marked("", self.mark), self.asked


_EMPTY = StepRow("", "", "", "", (), (), "", (), "", "")


def step_row(plan: Plan, words: Words, period: Period, present: date, waits: int | None = None) -> StepRow:
    """Say a period. With *waits* it has no dates: it is the waiting period of this number, after an open hold."""
    dated = waits is None
    step, found, day = period.step, _cuts(plan, period) if dated else (), period.first
    number = words.language.number(step.number)
    early = period.move_on if dated and not step.length.optional else None
    from_day = words.text("from {date} on", date=_date(words, early)) if early else ""
    notes = (
        marked(from_day, f"moveon:{day}"),
        marked(period.why, f"why:{day}"),
        marked(step.condition, f"text:condition,{step.number - 1}"),
    )
    asked = (
        words.text("asked: {doses}", doses=", ".join(_asked(words, step.asked))) if _differs(period) else ""
    )
    uses = supply(plan, ((day, plan.on(day)) for day, _ in period)) if dated else ()
    need_ = "\n".join(need(words, plan, use) for use in uses)
    return StepRow(
        f"stepdoses:{step.number}",
        marked(number, f"stepnumber:{step.number}"),
        words.text("Step {number}", number=number),
        _dates(words, period, waits),
        tuple(_marks(words, period, present, dated=dated)),
        tuple(note for note in notes if note),
        marked(asked, *([f"wanted:{step.number}"] if asked else [])),
        tuple(doses_of(plan, words, step)),
        marked(
            "\n".join(line for cut in found for line in _cut(plan, words, cut)),
            *([f"cut:{day}"] if found else []),
        ),
        marked(need_, *([f"needed:{day},{period.last}"] if need_ else [])),
    )


def _cuts(plan: Plan, period: Period) -> tuple[Cut, ...]:
    """Return the cuts at the beginning of a period, which may be several of the plan's periods merged."""
    first = plan.period(period.first)
    return cuts(plan, first) if first else ()


def _dates(words: Words, period: Period, waits: int | None) -> Marked:
    first, last = (_date(words, day) for day in (period.first, period.last))
    if waits is not None:
        said = words.text("{days}, when the hold has ended", days=words.days(len(period)))
        return marked(said, f"waiting:{waits}")
    if period.open:
        said = words.text("from {first} on, laid out to {last}", first=first, last=last)
    else:
        said = words.text("{first} – {last}, {days}", first=first, last=last, days=words.days(len(period)))
        # The last day and the number of days have a line of their own.
        said = said.replace(" – ", " –\n", 1)
    return marked(said, f"run:{period.first}")


def _date(words: Words, day: date) -> str:
    return words.language.brief_date(day).replace(" ", NO_BREAK)


def _marks(words: Words, period: Period, present: date, *, dated: bool) -> Iterator[Mark]:
    if dated and period.first <= present <= period.last:
        yield Mark("now", words.text("● NOW"))
    if period.held:
        yield Mark("held", words.text("⏸ HOLD"))
    if period.step.length.optional:
        yield Mark("needed", words.text("□ ONLY IF NEEDED"))
    elif period.move_on and dated:
        yield Mark("window", words.text("▶ MAY MOVE ON"))


def _differs(period: Period) -> bool:
    """Tell whether the doses asked for differ from those taken."""
    return bool(period.step.asked) and period.step.asked != (period.step.regimen,)


def _asked(words: Words, asked: tuple[Regimen, ...]) -> Iterator[str]:
    for regimen in asked:
        yield " / ".join(words.brief(intake.dose) for intake in regimen.doses)


def stop_row(words: Words, day: date) -> StepRow:
    """Return the last row: the first day without a dose."""
    first, mark = words.text("from {first} on", first=_date(words, day)), words.text("○ FIRST DAY WITHOUT")
    nothing = Dose("", "", "", words.nothing(), "", None, "", "")
    stop = marked(words.text("Stop"))
    return StepRow(
        f"nothing:{day}",
        stop,
        stop,
        marked(first, "without"),
        (Mark("without", mark),),
        (),
        "",
        (nothing,),
        "",
        "",
        stop=True,
    )


def divided(words: Words, row: StepRow, inside: float) -> Iterator[StepRow]:
    """Yield a row, or several rows where its doses are too many for a page; each of them fits one."""
    parts = parts_of(row.doses, inside)
    marks = [f"{row.mark},{part.start},{part.stop}" for part in parts] if len(row.doses) > 1 else [row.mark]
    yield replace(row, mark=marks[0], doses=row.doses[parts[0]])
    for mark, part in zip(marks[1:], parts[1:], strict=True):
        doses, again = row.doses[part], marked(words.text("{dates}, continued", dates=row.dates), row.dates)
        yield replace(_EMPTY, mark=mark, number=row.number, dates=again, doses=doses)


def _cut(plan: Plan, words: Words, cut: Cut) -> Iterator[str]:
    """Say a cut and its percentages. A rise is named as such; a rise, or a change from no dose, has no percentage."""
    dose = words.dose(cut.dose) if cut.amount > 0 else words.text("rise of {dose}", dose=words.dose(cut.dose))
    over = words.text("in {days}", days=words.days(cut.days)) if cut.days > 1 else ""
    yield " ".join(part for part in (cut.drug if len(plan.drugs) > 1 else "", dose, over) if part)
    if cut.of_present and cut.of_present > 0:
        yield words.text("{percent} of previous", percent=words.percent(cut.of_present))
    if cut.of_start and cut.of_start > 0:
        yield words.text("{percent} of first", percent=words.percent(cut.of_start))
