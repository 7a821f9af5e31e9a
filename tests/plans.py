"""Draws plan files whose doses their packets can make, for the properties that hold of every plan."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from taperdocs.plan import Plan
from taperdocs.reader import read

SLOTS = ("morning", "noon", "evening", "bedtime")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Packet:
    """A packet as it stands in a plan file, and the mg of its pieces."""

    lines: tuple[str, ...]
    pieces: tuple[str, ...]

    def text(self, drug: str) -> str:
        """Return its table."""
        return "\n".join(("[[product]]", f'drug = "{drug}"', *self.lines)) + "\n"


PACKETS = (
    Packet(('form = "tablet"', 'strength = "0.5 mg"', 'split = "quarter"'), ("0.5", "0.25", "0.125")),
    Packet(('form = "tablet"', 'strength = "2 mg"', 'split = "half"'), ("2", "1")),
    Packet(('form = "tablet"', 'strength = "5 mg"', 'split = "no"'), ("5",)),
    Packet(('form = "capsule"', 'strength = "20 mg"'), ("20",)),
    Packet(('form = "solution"', 'strength = "2.5 mg/mL"', 'measure = "0.1 mL"'), ("0.25",)),
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
    shortest = draw(st.integers(0, most))
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
        for slot in sorted(draw(st.sets(st.sampled_from(SLOTS), min_size=1)), key=SLOTS.index):
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
def unchanged_plan_texts(draw: st.DrawFn, drugs: int = 2) -> str:
    """Draw a plan file without changes; its first step is always taken."""
    names = ("clonazepam", "diazepam")[: draw(st.integers(1, drugs))]
    packets = {
        name: tuple(draw(st.lists(st.sampled_from(PACKETS), min_size=1, max_size=3, unique=True)))
        for name in names
    }
    start = draw(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
    first = ", ".join(f"{name} = {draw(doses(packets[name], least=1))}" for name in names)
    return "\n".join(
        (
            "format = 1",
            f"start = {start}",
            f'pace = "{draw(st.sampled_from(("longest", "shortest")))}"',
            *((f'then = "{draw(st.sampled_from(("stop", "stay")))}"',) if draw(st.booleans()) else ()),
            *(packet.text(name) for name in names for packet in packets[name]),
            f"[[step]]\ndays = {draw(st.integers(2, 20))}\nmorning = {{ {first} }}",
            *draw(st.lists(steps(packets), max_size=5)),
            "",
        )
    )


@st.composite
def holds(draw: st.DrawFn, plan: Plan) -> str:
    """Draw a hold on any day of *plan* after its first."""
    day = plan.first_day + timedelta(draw(st.integers(1, (plan.last_day - plan.first_day).days)))
    return f'\n[[change]]\nkind = "hold"\non = {day}\ndays = {draw(st.integers(1, 30))}\nwhy = "a cold"\n'


@st.composite
def plan_texts(draw: st.DrawFn, drugs: int = 2, changes: int = 2) -> str:
    """Draw a plan file, with up to so many holds; the last of them may be open or ended by a resume."""
    text = draw(unchanged_plan_texts(drugs))
    for _ in range(draw(st.integers(0, changes))):
        plan = read(text.encode())
        earliest = max((change.on for change in plan.outline.changes), default=plan.first_day)
        day = draw(st.dates(max(earliest, plan.first_day + timedelta(1)), plan.last_day))
        length = draw(st.sampled_from(("days = 10", "weeks = 2", "")))
        text += f'\n[[change]]\nkind = "hold"\non = {day}\n{length}\n'
        if not length:
            ends = draw(st.none() | st.integers(1, 40))
            text += "" if ends is None else f'\n[[change]]\nkind = "resume"\non = {day + timedelta(ends)}\n'
            break
    return text


def plans(drugs: int = 2, changes: int = 2) -> st.SearchStrategy[Plan]:
    """Draw a plan that has been read."""
    return plan_texts(drugs, changes).map(lambda text: read(text.encode()))
