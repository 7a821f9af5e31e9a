"""What is taken on one day, and the cycle of days that a step repeats."""

from dataclasses import dataclass, replace
from datetime import date, time
from fractions import Fraction
from typing import ClassVar

from taperdocs.plan.dose import Dose

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The keys of a week of a weekly cycle, from Monday on."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """The time of day of an intake: a named one, an hour of the clock such as 15:00, or *any* where none was given.

    Times sort by their *place* in the day. A named time has an agreed place among the hours and no hour of its own. The
    named times are those of the Universal Medication Schedule (AHRQ/NCPDP), and the afternoon.
    """

    MORNING: ClassVar["Slot"]
    NOON: ClassVar["Slot"]
    AFTERNOON: ClassVar["Slot"]
    EVENING: ClassVar["Slot"]
    BEDTIME: ClassVar["Slot"]
    ANY: ClassVar["Slot"]

    place: time
    name: str

    def __str__(self) -> str:
        """Return the time as it is written: ``morning`` or ``15:00``."""
        return self.name

    @property
    def hour(self) -> time | None:
        """Return the hour of the clock; None for a named time and for *any*."""
        return self.place if self.name[0].isdigit() else None

    @property
    def key(self) -> str:
        """Return the key of its doses in a plan file."""
        return "dose" if self == Slot.ANY else self.name


Slot.MORNING = Slot(time(8), "morning")
Slot.NOON = Slot(time(12), "noon")
Slot.AFTERNOON = Slot(time(15), "afternoon")
Slot.EVENING = Slot(time(18), "evening")
Slot.BEDTIME = Slot(time(22), "bedtime")
Slot.ANY = Slot(time.max, "any")

NAMED_TIMES = (Slot.MORNING, Slot.NOON, Slot.AFTERNOON, Slot.EVENING, Slot.BEDTIME)
"""The times of day with a name, in the order of the day."""


def slot_at(hour: time) -> Slot:
    """Return an hour of the clock as a time of day."""
    return Slot(hour, f"{hour:%H:%M}")


def slot_named(name: str) -> Slot:
    """Return the time of day of this name or hour, as ``str`` writes it; raise ``ValueError`` for any other text."""
    named = next((slot for slot in (*NAMED_TIMES, Slot.ANY) if slot.name == name), None)
    return named or slot_at(time.fromisoformat(name))


@dataclass(frozen=True, slots=True)
class Intake:
    """One drug taken at one time; its dose is above zero.

    The dose of a patch is its rate, on each day on which it is worn. *stays* tells whether it was put on on a day
    before and is left on.
    """

    drug: str
    slot: Slot
    dose: Dose
    stays: bool = False


Day = tuple[Intake, ...]
"""The intakes of one day, in the order of the day; a day without a dose is empty."""


@dataclass(frozen=True, slots=True)
class Regimen:
    """A repeating cycle of days: one entry is a daily dose, two are every other day.

    A ``weekly`` cycle has whole weeks, each written from Monday to Sunday. Its first week is the first seven days of
    the step, whatever weekday that begins on: the first Monday of the step is the Monday of week 1.
    """

    days: tuple[Day, ...]
    weekly: bool = False

    def on(self, day: date, since: date, offset: int = 0) -> Day:
        """Return the intakes on *day*, where the cycle stood at its day *offset*, from 0, on the day *since*."""
        return self.days[self.place(day, since, offset)]

    def place(self, day: date, since: date, offset: int = 0) -> int:
        """Return which of the days, from 0, is that of *day*, with *since* and *offset* as in ``on``."""
        past = ((day - since).days + offset) % len(self.days)
        return past - past % len(WEEKDAYS) + day.weekday() if self.weekly else past

    @property
    def by_weekday(self) -> bool:
        """Tell whether the weekday alone says what is taken: a weekly cycle of one week."""
        return self.weekly and len(self.days) == len(WEEKDAYS)

    @property
    def rates(self) -> tuple[Day, ...]:
        """Return the days without telling a patch that is changed from one that is left on; one if all are alike."""
        if not any(intake.stays for day in self.days for intake in day):
            return self.days
        days = tuple(tuple(replace(intake, stays=False) for intake in day) for day in self.days)
        return days[:1] if len(set(days)) == 1 else days

    @property
    def drugs(self) -> tuple[str, ...]:
        """Return the drugs that are taken, in the order in which they are written."""
        return tuple(dict.fromkeys(intake.drug for day in self.days for intake in day))

    @property
    def doses(self) -> tuple[Intake, ...]:
        """Return the different intakes, in the order in which they are written; a patch that is left on is none."""
        return tuple(dict.fromkeys(intake for day in self.days for intake in day if not intake.stays))


def total(day: Day, drug: str) -> Dose | None:
    """Return the sum of a day's doses of *drug*, or None where it is not taken."""
    doses = [intake.dose for intake in day if intake.drug == drug]
    return sum(doses[1:], start=doses[0]) if doses else None


def milligrams(day: Day, drug: str) -> Fraction:
    """Return how much of *drug* a day has, in mg, or in its own unit where that is no weight."""
    return sum((intake.dose.milligrams for intake in day if intake.drug == drug), start=Fraction(0))


def mean(regimen: Regimen, drug: str) -> Fraction:
    """Return the mean daily dose of *drug*, in mg."""
    return sum((milligrams(day, drug) for day in regimen.days), start=Fraction(0)) / len(regimen.days)


def by_slot(drug: str, old: Regimen, new: Regimen) -> dict[Slot, tuple[Dose | None, Dose | None]]:
    """Return the old and the new dose at each time of day that changes, None for no dose.

    Empty where the change must be told with whole days: where a cycle has several days, a dose has no time of day, one
    time has several doses, the drug is not taken before or after, or there is only one time of day.
    """
    if len(old.days) > 1 or len(new.days) > 1:
        return {}
    was, now = ([taken for taken in regimen.days[0] if taken.drug == drug] for regimen in (old, new))
    before, after = ({taken.slot: taken.dose for taken in day} for day in (was, now))
    slots = sorted({*before, *after})
    if (
        not was
        or not now
        or Slot.ANY in slots
        or len(slots) == 1
        or (len(before), len(after)) != (len(was), len(now))
    ):
        return {}
    return {
        slot: (before.get(slot), after.get(slot)) for slot in slots if before.get(slot) != after.get(slot)
    }
