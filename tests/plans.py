"""Draws plan files whose doses their packets can make, for the properties that hold of every plan."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read

amounts = st.decimals(0, 999_999, places=9, allow_nan=False) | st.decimals(0, 1000, places=3, allow_nan=False)
units = st.sampled_from(("mg", "mcg", "g"))
SLOTS = ("morning", '"09:30"', "noon", "afternoon", '"15:30"', "evening", "bedtime")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Packet:
    """A packet as it stands in a plan file, and the mg of its pieces."""

    lines: tuple[str, ...]
    pieces: tuple[str, ...]

    def text(self, drug: str, *more: str) -> str:
        """Return its table with *more* lines."""
        return "\n".join(("[[product]]", f'drug = "{drug}"', *self.lines, *more)) + "\n"

    @property
    def counts(self) -> tuple[str, ...]:
        """Return what may stand in it of packets and of what is at hand."""
        if "mL" in "".join(self.lines):
            return ('pack_size = "100 mL"', 'pack_size = "2.5 mL"', 'on_hand = "40.5 mL"')
        part = ".25" if "quarter" in "".join(self.lines) else ".5" if "half" in "".join(self.lines) else ""
        return ("pack_size = 28", "pack_size = 3", f"on_hand = 9{part}", "on_hand = 0")


PACKETS = (
    Packet(('form = "tablet"', 'strength = "0.5 mg"', 'split = "quarter"'), ("0.5", "0.25", "0.125")),
    Packet(('form = "tablet"', 'strength = "2 mg"', 'split = "half"'), ("2", "1")),
    Packet(('form = "tablet"', 'strength = "5 mg"', 'split = "no"'), ("5",)),
    Packet(('form = "capsule"', 'strength = "20 mg"'), ("20",)),
    Packet(('form = "solution"', 'strength = "2.5 mg/mL"', 'measure = "0.1 mL"'), ("0.25",)),
    Packet(
        (
            'form = "solution"',
            'strength = "1 mg/mL"',
            'measure = "0.2 mL"',
            'syringe = "5 mL"',
            'scale = "43.5 mm"',
        ),
        ("0.2",),
    ),
    Packet(('form = "solution"', 'strength = "2 mg/5 mL"', 'measure = "0,5 mL"'), ("0.2",)),
)


@st.composite
def doses(draw: st.DrawFn, packets: tuple[Packet, ...], least: int = 0) -> str:
    """Draw a dose made of a few pieces of *packets*, with a point or a comma."""
    pieces = [Decimal(piece) for packet in packets for piece in packet.pieces]
    counts = draw(st.lists(st.sampled_from(pieces), min_size=least, max_size=5))
    amount = f"{sum(counts, Decimal(0)).normalize():f}"
    # A comma before three decimals would be read in two ways, and is a problem.
    return f'"{amount.replace(".", draw(st.sampled_from(".,"))) if len(amount) < 5 else amount} mg"'


@st.composite
def lengths(draw: st.DrawFn) -> str:
    """Draw a fixed length, a range or a length that may be left out."""
    unit, most = draw(st.sampled_from((("weeks", 4), ("days", 20))))
    shortest = draw(st.integers(0, most) | st.just(0))
    longest = draw(st.integers(max(shortest, 1), most + 1))
    return f"{unit} = {longest}" if shortest == longest else f'{unit} = "{shortest}-{longest}"'


@st.composite
def linear_steps(draw: st.DrawFn, packets: tuple[Packet, ...]) -> str:
    """Draw a taper of equal cuts, to nothing or to the last cut."""
    cut, count = draw(doses(packets, least=1)).strip('"'), draw(st.integers(1, 6))
    start = Decimal(cut.removesuffix(" mg").replace(",", ".")) * count
    to = draw(st.sampled_from(("0 mg", cut))) if count > 1 else "0 mg"
    return (
        f'[[step]]\ntaper = "linear"\nstart = "{start.normalize():f} mg"\ncut = "{cut}"\nto = "{to}"\n'
        'every = "5 days"'
    )


@st.composite
def steps(draw: st.DrawFn, packets: dict[str, tuple[Packet, ...]]) -> str:
    """Draw one step: daily, by time of day, in a cycle, by weekday, or a strategy."""
    lines = ["[[step]]"]
    single = next(iter(packets.values())) if len(packets) == 1 else None
    kind = draw(st.sampled_from(("daily", "times", "cycle", "weekly", "linear") if single else ("times",)))
    if kind == "linear" and single:
        return draw(linear_steps(single))
    lines.append(draw(lengths()))
    if kind == "times":
        drugs = draw(st.sets(st.sampled_from(sorted(packets)), min_size=1))
        for slot in sorted(draw(st.sets(st.sampled_from(SLOTS), min_size=1, max_size=4)), key=SLOTS.index):
            table = ", ".join(f"{drug} = {draw(doses(packets[drug], least=1))}" for drug in sorted(drugs))
            lines.append(f"{slot} = {{ {table} }}")
    elif kind == "daily" and single:
        lines.append(f"dose = {draw(doses(single, least=1))}")
    elif kind == "weekly" and single:
        table = ", ".join(f"{day} = {draw(doses(single))}" for day in DAYS[1:])
        lines.append(f"cycle = {{ monday = {draw(doses(single, least=1))}, {table} }}")
    elif single:
        cycle = draw(st.lists(doses(single), min_size=1, max_size=6))
        lines.append(f"cycle = [{draw(doses(single, least=1))}, {', '.join(cycle)}]")
    return "\n".join(lines)


@st.composite
def pharmacies(draw: st.DrawFn, start: date) -> list[str]:
    """Draw how the pharmacy hands out, and when it is closed."""
    lines = list[str]()
    if draw(st.booleans()):
        lines.append(f'dispense_every = "{draw(st.sampled_from(("1 week", "28 days", "10 d")))}"')
    if draw(st.booleans()):
        lines.append(f'order_ahead = "{draw(st.sampled_from(("0 days", "3 days", "2 working days")))}"')
    weekdays = draw(st.sampled_from(([], ['"sunday"'], ['"saturday"', '"sunday"', '"Wednesday"'])))
    first, length = draw(st.integers(-20, 60)), draw(st.integers(0, 20))
    if draw(st.booleans()):
        weekdays = [*weekdays, f'"{start + timedelta(first)} to {start + timedelta(first + length)}"']
    return [
        *lines,
        f"closed = [{', '.join(weekdays)}]",
        *(("keep_parts = false",) if draw(st.booleans()) else ()),
    ]


@st.composite
def counts(draw: st.DrawFn, packet: Packet) -> tuple[str, ...]:
    """Draw what a packet holds and how many are at hand, each of them once or not at all."""
    chosen = draw(
        st.lists(st.sampled_from(packet.counts), max_size=2, unique_by=lambda line: line.split()[0])
    )
    return tuple(chosen)


@st.composite
def asides(draw: st.DrawFn, start: date) -> str:
    """Draw what stands beside the steps: reviews, symptoms for the diary, how the pharmacy hands out."""
    lines = list[str]()
    if draw(st.booleans()):
        lines += [
            "[diary]",
            draw(st.sampled_from(('track = ["Sleep"]', 'track = ["Sleep", "Pain", "Mood"]'))),
        ]
    if draw(st.booleans()):
        lines += ["[supply]", *draw(pharmacies(start))]
    for days in draw(st.lists(st.integers(0, 200), max_size=2)):
        lines += ["[[review]]", f"on = {start + timedelta(days)}"]
        lines += draw(st.sampled_from(((), ('what = "with the nurse"',))))
    return "\n".join(lines)


ALLOWED = (
    '[[as_needed]]\ndrug = "lorazepam"\ndose = "0.5 mg"\nmost = "2 a day"\nwhy = "panic"',
    (
        '[[as_needed]]\ndrug = "hydroxyzine"\ndose = "12.5 mg"\nmost = "3 a day"\n'
        'product = { form = "tablet", strength = "25 mg", split = "half", pack_size = 25 }'
    ),
)
"""What may be taken beside a plan when it is needed."""


@st.composite
def courses(draw: st.DrawFn, name: str, packets: tuple[Packet, ...], start: date) -> str:
    """Draw the course of a drug; its first step is always taken, and it begins while all first steps last."""
    first = f"[[course.step]]\ndays = {draw(st.integers(2, 20))}\ndose = {draw(doses(packets, least=1))}"
    more = draw(st.lists(steps({name: packets}), max_size=3))
    then = draw(st.sampled_from(("", 'then = "stay"', 'then = "stop"')))
    begins = draw(st.sampled_from(("", f"start = {start}")))
    return "\n".join(("[[course]]", f'drug = "{name}"', begins, then, first, *more)).replace(
        "[[step]]", "[[course.step]]"
    )


@st.composite
def patch_plan_texts(draw: st.DrawFn) -> str:
    """Draw a plan of patches, and now and then of something that is allowed beside it."""
    every = draw(st.sampled_from(("72 hours", "7 days")))
    patches = "\n".join(
        f'[[product]]\nform = "patch"\nrate = "{rate} mcg/h"\nchange_every = "{every}"'
        for rate in (12, 25, 50)
    )
    rates = draw(st.lists(st.sampled_from((12, 24, 25, 37, 50, 75)), min_size=1, max_size=4))
    worn = [f'[[step]]\ndays = {draw(st.integers(2, 20))}\ndose = "{rate} mcg/h"' for rate in rates]
    beside = draw(st.sampled_from(("", *ALLOWED)))
    start = draw(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
    return "\n".join(("format = 1", 'drug = "fentanyl"', f"start = {start}", beside, patches, *worn, ""))


def unchanged_plan_texts(drugs: int = 2) -> st.SearchStrategy[str]:
    """Draw a plan file without changes; its first step is always taken."""
    plain = plain_plan_texts(drugs)
    return plain if drugs == 1 else st.one_of(plain, plain, plain, patch_plan_texts())


@st.composite
def plain_plan_texts(draw: st.DrawFn, drugs: int = 2) -> str:
    """Draw a plan file of what is swallowed: of steps, or of several drugs with a course each."""
    names = ("clonazepam", "diazepam")[: draw(st.integers(1, drugs))]
    packets = {
        name: tuple(draw(st.lists(st.sampled_from(PACKETS), min_size=1, max_size=3, unique=True)))
        for name in names
    }
    start = draw(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
    first = ", ".join(f"{name} = {draw(doses(packets[name], least=1))}" for name in names)
    stocked, apart = draw(st.booleans()), len(names) > 1 and draw(st.booleans())
    written = [f"[[step]]\ndays = {draw(st.integers(2, 20))}\nmorning = {{ {first} }}"]
    if apart:
        written = [draw(courses(name, packets[name], start)) for name in names]
    else:
        written += draw(st.lists(steps(packets), max_size=5))
    return "\n".join(
        (
            "format = 1",
            f"start = {start}",
            f'pace = "{draw(st.sampled_from(("longest", "shortest")))}"',
            *(
                (f'then = "{draw(st.sampled_from(("stop", "stay")))}"',)
                if not apart and draw(st.booleans())
                else ()
            ),
            draw(asides(start)),
            draw(st.sampled_from(("", "", *ALLOWED))),
            *(
                packet.text(name, *(draw(counts(packet)) if stocked else ()))
                for name in names
                for packet in packets[name]
            ),
            *written,
            "",
        )
    )


@st.composite
def holds(draw: st.DrawFn, plan: Plan) -> str:
    """Draw a hold on any day of *plan* after its first."""
    day = plan.first_day + timedelta(draw(st.integers(1, (plan.last_day - plan.first_day).days)))
    return f'\n[[change]]\nkind = "hold"\non = {day}\ndays = {draw(st.integers(1, 30))}\nwhy = "a cold"\n'


def possible(plan: Plan) -> dict[str, tuple[date, date]]:
    """Return the kinds of change that may make sense now, each with its first and last day."""
    earliest = max((change.on for change in plan.outline.changes), default=plan.first_day + timedelta(1))
    days = {
        kind: (earliest, max(plan.last_day, earliest)) for kind in ("hold", "step-back", "slow", "replan")
    }
    held = (
        plan.periods[-1] if plan.waiting else next((p for p in plan.periods if p.held and len(p) > 1), None)
    )
    if held and held.last >= earliest:
        days["resume"] = (max(earliest, held.first), held.last)
    early = [p for p in plan.periods[:-1] if p.move_on and p.last >= earliest and len(p) > 1]
    if early and early[0].move_on:
        first = max(earliest, early[0].move_on, early[0].first + timedelta(1))
        days["move-on"] = (first, max(first, early[0].last))
    optional = [p for p in plan.periods if p.step.length.optional and p.last >= earliest]
    if optional:
        days["skip"] = (earliest, optional[0].last)
    return days


@st.composite
def change_texts(draw: st.DrawFn, plan: Plan) -> str:
    """Draw a change of any kind on any day; now and then it makes no sense."""
    days = possible(plan)
    kind = draw(st.sampled_from(sorted(days)))
    first, last = days[kind]
    lines = ["[[change]]", f'kind = "{kind}"', f"on = {draw(st.dates(first, last))}"]
    own, drug = [course.drug for course in plan.outline.courses], ""
    if own and (kind not in {"hold", "resume", "replan"} or draw(st.booleans())):
        drug = draw(st.sampled_from(own))
        lines.append(f'drug = "{drug}"')
    if kind in {"step-back", "slow"} or (kind == "hold" and draw(st.booleans())):
        lines.append(draw(st.sampled_from(("days = 1", "days = 10", "weeks = 1"))))
    if kind == "replan":
        intakes = [
            intake for step in plan.steps for intake in step.regimen.doses if drug in {"", intake.drug}
        ]
        for intake in draw(st.lists(st.sampled_from(intakes), min_size=1, max_size=3)):
            other = draw(st.sampled_from([intake, *intakes]))
            cycle = [f'{{ morning = {{ {one.drug} = "{one.dose}" }} }}' for one in (intake, other)]
            lines += ("[[change.step]]", draw(lengths()), f"cycle = [{', '.join(cycle)}]")
    return "\n" + "\n".join(lines) + "\n"


@st.composite
def histories(
    draw: st.DrawFn, text: st.SearchStrategy[str], most: int = 4, least: int = 1
) -> tuple[Plan, ...]:
    """Draw a plan and what becomes of it: one plan more for each change that makes sense."""
    file = draw(text)
    plans = [read(file.encode())]
    for _ in range(draw(st.integers(least, most))):
        more = file + draw(change_texts(plans[-1]))
        with suppress(TaperError):
            plans.append(read(more.encode()))
            file = more
    return tuple(plans)


@st.composite
def plan_texts(draw: st.DrawFn, drugs: int = 2, changes: int = 2) -> str:
    """Draw a plan file, with up to so many changes of any kind."""
    return draw(histories(unchanged_plan_texts(drugs), changes, least=0))[-1].source.decode()


def plans(drugs: int = 2, changes: int = 2) -> st.SearchStrategy[Plan]:
    """Draw a plan that has been read."""
    return histories(unchanged_plan_texts(drugs), changes, least=0).map(lambda plans: plans[-1])
