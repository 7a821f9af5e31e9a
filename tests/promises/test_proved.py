"""Nothing wrong is handed over: a fault in any layer is refused, by one day, one tablet or one percent."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pkgutil import resolve_name
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from taperdocs.ics.export import EXPORTS
from taperdocs.ics.history import history
from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf import typeset_once
from taperdocs.plan.dose import Dose
from taperdocs.plan.pieces import pieces
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.product import Pieces, Product
from taperdocs.plan.regimen import Day
from taperdocs.plan.step import Period, Step
from taperdocs.plan.strategies import STRATEGIES, Percent, percent
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 20))
TEXT = b"""
format = 1
drug = "diazepam"
start = 2026-12-07
make = "nearest-above"

[[product]]
form = "tablet"
strength = "2 mg"
split = "half"

[[step]]
weeks = 2
morning = "2 mg"
bedtime = "3 mg"

[[step]]
taper = "percent"
start = "4 mg"
cut = "10 %"
every = "2 weeks"
to = "2 mg"

[[change]]
kind = "hold"
on = 2026-12-30
days = 5
"""

Fault = Callable[[pytest.MonkeyPatch], Plan]
"""Brings a fault in, and returns the plan that is made with it."""


def test_the_plan_without_a_fault_is_made() -> None:
    """What follows is refused for its fault alone."""
    assert [file.name for file in make(read(TEXT), ["ics"], OPTIONS)] == ["plan.ics"]


def answers_for_the_day_before(patch: pytest.MonkeyPatch) -> Plan:
    """Let the plan be asked for a day and answer for the one before."""
    right = Plan.on

    def on(plan: Plan, day: date) -> Day:
        return right(plan, day - timedelta(1))

    patch.setattr(Plan, "on", on)
    return read(TEXT)


def lists_the_day_before(patch: pytest.MonkeyPatch) -> Plan:
    """Let each period answer for the day before, as long as the cycle is more than one day."""
    patch.setattr(Period, "on", lambda period, day: period.step.regimen.days[0][day.day % 2 :])
    return read(TEXT)


def a_period_is_a_day_short(_: pytest.MonkeyPatch) -> Plan:
    """Let the first period end a day early, and all others begin a day early."""
    plan = read(TEXT)
    first, *later = plan.periods
    moved = (replace(first, last=first.last - timedelta(1)), *(period.later(-1) for period in later))
    return replace(plan, schedule=replace(plan.schedule, periods=moved))


def the_plan_ends_a_day_early(_: pytest.MonkeyPatch) -> Plan:
    """Let the last period lose its last day."""
    plan = read(TEXT)
    *others, last = plan.periods
    shorter = replace(last, last=last.last - timedelta(1))
    return replace(plan, schedule=replace(plan.schedule, periods=(*others, shorter)))


def a_held_day_is_not_marked(_: pytest.MonkeyPatch) -> Plan:
    """Let the hold be nowhere on the page."""
    plan = read(TEXT)
    unmarked = tuple(replace(period, held=False) for period in plan.periods)
    return replace(plan, schedule=replace(plan.schedule, periods=unmarked))


def a_reason_is_made_up(_: pytest.MonkeyPatch) -> Plan:
    """Let a step be taken for a reason that nobody wrote."""
    plan = read(TEXT)
    first, *later = plan.periods
    return replace(plan, schedule=replace(plan.schedule, periods=(replace(first, why="poor sleep"), *later)))


def a_dose_is_exchanged(_: pytest.MonkeyPatch) -> Plan:
    """Let a step have another dose in its period than it was written with."""
    plan = read(TEXT)

    def other(step: Step) -> Step:
        intakes = step.regimen.days[0]
        day = (replace(intakes[0], dose=Dose(Decimal(3), "mg")), *intakes[1:])
        return replace(step, regimen=replace(step.regimen, days=(day,)))

    first, *later = plan.periods
    periods = (replace(first, step=other(first.step)), *later)
    return replace(plan, schedule=replace(plan.schedule, periods=periods))


def a_percent_is_doubled(patch: pytest.MonkeyPatch) -> Plan:
    """Let the strategy cut 20 % where 10 % was written."""

    def doubled(cut: Percent, **rest: object) -> tuple[Dose, ...]:
        return percent(cut=Percent(cut * 2), **rest)  # type: ignore[arg-type]

    patch.setitem(STRATEGIES, "percent", doubled)
    return read(TEXT)


def a_half_is_left_out(patch: pytest.MonkeyPatch) -> Plan:
    """Let the pieces of a dose be half of what they are."""

    def short(dose: Dose, products: tuple[Product, ...]) -> Pieces:
        return tuple(replace(piece, count=piece.count / 2) for piece in pieces(dose, products) or ())

    patch.setattr("taperdocs.plan.plan.pieces", short)
    return read(TEXT)


FAULTS: tuple[Fault, ...] = (
    answers_for_the_day_before,
    lists_the_day_before,
    a_period_is_a_day_short,
    the_plan_ends_a_day_early,
    a_held_day_is_not_marked,
    a_reason_is_made_up,
    a_dose_is_exchanged,
    a_percent_is_doubled,
    a_half_is_left_out,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.__name__))
def test_a_fault_in_the_days_is_refused(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is made, and the notice names neither person nor drug."""
    plan = fault(monkeypatch)

    with pytest.raises(ReadBackError) as refused:
        next(make(plan, ["ics"], OPTIONS))

    assert "check_days" in {entry.name for entry in refused.traceback}
    assert "diazepam" not in str(refused.value)


PHONE = replace(OPTIONS, day_before=time(17, 45), at_dose=True)
CALENDAR = TEXT.replace(
    b"format = 1",
    b"""
format = 1
zone = "Europe/London"
supply = { order_ahead = "2 working days", dispense_every = "4 weeks" }
hours = { morning = "08:00" }
""",
) + (
    b'[[review]]\non = 2027-01-12\nwhat = "nurse"\n'
    b'[[change]]\nkind = "hold"\non = 2027-02-01\nwhy = "poor sleep"\n'
)
"""Has all kinds of events: also orders, doses with and without an hour, and some that a change has taken back."""

Change = Callable[[Any], Any]
"""Makes another value of a right one."""


def every(change: Change) -> Change:
    """Change each of several."""
    return lambda found: tuple(change(one) for one in found)


def second(change: Change) -> Change:
    """Put none, one or two in the place of the second of several."""
    return lambda found: (*tuple(found)[:1], *change(tuple(found)[1]), *tuple(found)[2:])


def but(**changes: Change) -> Change:
    """Change fields of a value."""
    return lambda one: replace(one, **{name: change(getattr(one, name)) for name, change in changes.items()})


def once(**changes: Change) -> Change:
    """Change fields of the second of several."""
    return second(lambda one: (but(**changes)(one),))


def says(right: str, wrong: str) -> Change:
    """Say something else."""
    return lambda said: said.replace(right, wrong)


def later(days: int) -> Change:
    """Be on another day."""
    return lambda day: day + timedelta(days)


def dearer(step: Step) -> Step:
    """Have a first dose that is 1 mg more."""
    (first, *rest), *days = step.regimen.days
    more = replace(first, dose=Dose(first.dose.amount + 1, "mg"))
    return replace(step, regimen=replace(step.regimen, days=((more, *rest), *days)))


def nothing(_: object) -> tuple[()]:
    """Be left out."""
    return ()


def twice(event: Any) -> tuple[Any, Any]:  # noqa: ANN401  an event
    """Be there again under another name."""
    return event, replace(event, key="other")


CALENDAR_FAULTS: dict[str, tuple[str, str, Change]] = {
    "an event a day late": ("ics", "ics.export.agenda", once(day=later(1))),
    "an event a day early": ("ics", "ics.export.agenda", once(day=later(-1))),
    "an event left out": ("ics", "ics.export.agenda", second(nothing)),
    "an event twice": ("ics", "ics.export.agenda", second(twice)),
    "a draft that does not say so": ("ics", "ics.export.agenda", every(but(summary=says("DRAFT: ", "")))),
    "a line left out": ("ics", "ics.export.agenda", once(lines=lambda lines: lines[:-1])),
    "a cancelled event that is not": ("ics", "ics.export.agenda", every(but(cancelled=lambda _: False))),
    "a cancelled event left out": ("ics", "ics.export.agenda", lambda events: events[:-1]),
    "a removal left out": ("ics", "ics.export.agenda_withdrawn", lambda events: events[1:]),
    "no removal": ("ics", "ics.export.agenda_withdrawn", nothing),
    "an alarm an hour late": ("ics", "ics.export.state", every(says("-PT375M", "-PT315M"))),
    "no alarm": ("ics", "ics.export.state", every(lambda part: "" if "VALARM" in part else part)),
    "a step a day short": ("ics", "ics.milestones.merged_periods", once(last=later(-1))),
    "a step of 1 mg more": ("ics", "ics.milestones.merged_periods", once(step=dearer)),
    "a half said as a quarter": ("ics", "language.phrases.intakes", every(says("½", "¼"))),
    "a morning said as a bedtime": ("ics", "language.phrases.days", every(says("morning", "bedtime"))),
    "an order a day late": ("ics", "ics.milestones.refills", every(but(order_by=later(1)))),
    "an order a day early": ("ics", "ics.milestones.refills", every(but(order_by=later(-1)))),
    "an order of a tablet more": (
        "ics",
        "ics.milestones.refills",
        every(but(uses=every(but(used=lambda used: used + 1)))),
    ),
    "an order said to last a day more": ("ics", "ics.milestones.refills", every(but(last=later(1)))),
    "stock said to last a day more": ("ics", "ics.milestones.refills", every(but(lasts=later(1)))),
    "an order left out": ("ics", "ics.milestones.refills", second(nothing)),
    "a reminder a day late": ("doses", "ics.export.reminders", once(day=later(1), last=later(1))),
    "a reminder a day short": ("doses", "ics.export.reminders", once(last=later(-1))),
    "a reminder left out": ("doses", "ics.export.reminders", second(nothing)),
    "a reminder twice": ("doses", "ics.export.reminders", second(twice)),
    "a reminder every other day": ("doses", "ics.export.reminders", once(every=lambda _: 2)),
    "a reminder at another hour": ("doses", "ics.export.reminders", every(but(at=lambda at: at and time(9)))),
    "a reminder of the whole day": ("doses", "ics.export.reminders", every(but(at=lambda _: None))),
    "a reminder of 1 mg more": ("doses", "ics.milestones.merged_periods", once(step=dearer)),
    "a reminder of half the tablets": (
        "doses",
        "language.phrases.intakes",
        every(says("1\N{NO-BREAK SPACE}tablet", "½\N{NO-BREAK SPACE}tablet")),
    ),
    "a reminder in another zone": ("doses", "ics.export.when", every(says("Europe/London", "Europe/Paris"))),
    "another clock in the zone": ("doses", "ics.export.clock", says("TZOFFSETTO:+0100", "TZOFFSETTO:+0200")),
    "an alarm before the dose": ("doses", "ics.export.state", every(says("TRIGGER:P0D", "TRIGGER:-PT1H"))),
    "a cancelled reminder left out": ("doses", "ics.events.history", but(withdrawn=lambda gone: gone[1:])),
}
"""In which file a fault must be refused, and the function of the making side that brings it in."""


@pytest.mark.parametrize("export", ["ics", "doses"])
def test_the_calendar_without_a_fault_is_made(export: str) -> None:
    """What follows is refused for its fault alone."""
    files = [file.name for file in make(read(CALENDAR), [export], PHONE)]

    assert files == [EXPORTS[export].file, EXPORTS[export].removal]


@pytest.mark.parametrize(("export", "where", "change"), CALENDAR_FAULTS.values(), ids=CALENDAR_FAULTS)
def test_a_fault_in_the_calendar_is_refused(
    export: str, where: str, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not handed over, and the notice names neither person nor drug."""
    plan, (place, _, name) = read(CALENDAR), where.rpartition(".")
    module = import_module(f"taperdocs.{place}")
    right = getattr(module, name)
    history.cache_clear()
    monkeypatch.setattr(module, name, lambda *given, **more: change(right(*given, **more)))

    with pytest.raises(ReadBackError) as refused:
        list(make(plan, [export], PHONE))

    history.cache_clear()
    assert "check_days" not in {entry.name for entry in refused.traceback}
    assert "diazepam" not in str(refused.value)


PAGE = TEXT.replace(b"on = 2026-12-30", b"on = 2026-12-20").replace(
    b"format = 1",
    b"""
format = 1
title = "A fault"
supply = { order_ahead = "2 working days", dispense_every = "4 weeks" }
""",
)
"""Says something on every kind of page: halves, two doses a day, percents, a hold, orders."""


def given(where: str, change: Callable[..., tuple[Any, ...]]) -> Callable[[pytest.MonkeyPatch], None]:
    """Hand other arguments to a function or method."""
    owner, _, name = where.rpartition(".")

    def bring(patch: pytest.MonkeyPatch) -> None:
        place = resolve_name(f"taperdocs.{owner}")
        right = getattr(place, name)
        patch.setattr(place, name, lambda *some, **more: right(*change(*some), **more))

    return bring


def answers(where: str, change: Change) -> Callable[[pytest.MonkeyPatch], None]:
    """Let a function, method or property answer something else."""
    owner, _, name = where.rpartition(".")

    def bring(patch: pytest.MonkeyPatch) -> None:
        place = resolve_name(f"taperdocs.{owner}")
        right = getattr(place, name)
        if isinstance(right, property):
            asked = right.fget
            assert asked
            patch.setattr(place, name, property(lambda one: change(asked(one))))
        else:
            patch.setattr(place, name, lambda *some, **more: change(right(*some, **more)))

    return bring


def entry(where: str, key: object, value: object) -> Callable[[pytest.MonkeyPatch], None]:
    """Put something else into a table."""
    return lambda patch: patch.setitem(resolve_name(f"taperdocs.{where}"), key, value)


def page(change: Change) -> Callable[[pytest.MonkeyPatch], None]:
    """Change what the template makes."""
    return answers("make.make.document_html", change)


def template(right: str, wrong: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Write something else in a template."""

    def bring(patch: pytest.MonkeyPatch) -> None:
        read_source = FileSystemLoader.get_source

        def source(loader: FileSystemLoader, environment: Environment, name: str) -> Any:  # noqa: ANN401  Jinja2's
            text, *rest = read_source(loader, environment, name)
            return text.replace(right, wrong, 1), *rest

        patch.setattr(FileSystemLoader, "get_source", source)
        patch.setattr(Environment, "cache", property(lambda _: None, lambda *_: None), raising=False)

    return bring


def swapped(said: str) -> str:
    """Exchange the first two pages."""
    before, first, second_one, *rest = said.split("<section>")
    return "<section>".join((before, second_one, first, *rest))


def rotated(weeks: Any) -> Any:  # noqa: ANN401  weeks of days
    """Begin each week with its last day."""
    return tuple((*week[-1:], *week[:-1]) for week in weeks)


def a_day_late(day: date, *form: str) -> tuple[Any, ...]:
    """Hand the next day on."""
    return day + timedelta(1), *form


ALL = ("calendar", "diary", "handoff", "card", "changes")
PAGE_FAULTS: dict[str, tuple[tuple[str, ...], Callable[[pytest.MonkeyPatch], None]]] = {
    "a tablet more is needed": (
        ("handoff", "changes"),
        answers("plan.supply.Use.whole", lambda whole: whole + 1),
    ),
    "a tablet more is used": (
        ("calendar", "handoff"),
        answers("plan.supply.Use.exact", lambda exact: exact + 1),
    ),
    "a tablet more makes a dose": (
        ALL,
        given("language.words.Words.count", lambda words, count: (words, count + 1)),
    ),
    "a half drawn as a quarter": (
        ("calendar", "diary", "handoff", "card"),
        lambda patch: patch.setattr(
            import_module("taperdocs.language.words"),
            "_CUT",
            ((Fraction(3, 4), "◕"), (Fraction(1, 2), "◔"), (Fraction(1, 4), "◔")),
        ),
    ),
    "a half said as a quarter": (ALL, entry("language.words._PARTS", Fraction(1, 2), "¼")),
    "a percent doubled": (
        ("handoff",),
        answers("documents.handoff.steps.cuts", every(but(of_present=lambda share: share and share * 2))),
    ),
    "a long date a day late": (
        ("calendar", "diary", "handoff", "changes"),
        given("language.language._date", a_day_late),
    ),
    "a short date a day late": (
        ("calendar", "diary", "handoff", "card"),
        given("language.language._skeleton", a_day_late),
    ),
    "ten times a dose": (ALL, answers("language.language.Language.number", lambda said: f"{said}0")),
    "a morning said as a bedtime": (
        ALL,
        answers("language.words.Words.slot", says("morning", "bedtime")),
    ),
    "the change after the next one": (
        ("diary", "handoff", "card"),
        given("plan.plan.Plan.next_change", lambda plan, after: (plan, after + timedelta(25))),
    ),
    "a hold to another day": (("calendar",), answers("documents.day_marks.merged_with", but(last=later(1)))),
    "since another day": (("handoff", "card"), answers("plan.plan.Plan.since", later(-1))),
    "an order a day late": (("calendar", "handoff"), answers("plan.pharmacy.Pharmacy.order_by", later(1))),
    "squares in other columns": (("calendar",), answers("documents.calendar.pages.Squares.weeks", rotated)),
    "two pages exchanged": (("calendar", "diary"), page(swapped)),
    "another variable in the calendar": (("calendar",), template("{{ line.text }}", "{{ page.head.title }}")),
    "another variable in the diary": (("diary",), template("{{ taken.dose }}", "{{ taken.pieces }}")),
    "another variable in the hand-off": (
        ("handoff",),
        template("{{ row.need }}</td>", "{{ row.dates }}</td>"),
    ),
    "another variable on the card": (("card",), template("part(inner)", "part(one.parts[0])")),
    "another variable in what changed": (
        ("changes",),
        template("for text in row.now", "for text in row.before"),
    ),
    "no mark in the calendar": (("calendar",), template("{{ line.text|marks }}", "")),
    "no mark in the diary": (
        ("diary",),
        template('data-{{ "pieces" if taken.stays else "volume" if taken.same else "dose" }}="{{ at }}"', ""),
    ),
    "no mark in the hand-off": (("handoff",), template("{{ row.need|marks }}", "")),
    "no mark on the card": (("card",), template("<tr{{ [one]|marks }}>", "<tr>")),
    "no mark in what changed": (("changes",), template("{{ one.text|marks }}", "")),
}
"""Which pages must be refused, and what brings the fault in."""


@pytest.mark.parametrize("name", ALL)
def test_the_pages_without_a_fault_are_made(name: str) -> None:
    """What follows is refused for its fault alone."""
    assert [file.name for file in make(read(PAGE), [name], OPTIONS)] == [f"{name}.pdf"]


@pytest.mark.parametrize(
    ("fault", "name"), [(fault, name) for fault, (names, _) in PAGE_FAULTS.items() for name in names]
)
def test_a_fault_on_a_page_is_refused(fault: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what its words say, before anything is typeset; the notice names neither person nor drug."""
    # Another title, since some answers are kept for a plan.
    plan = read(PAGE.replace(b"A fault", fault.encode()))
    PAGE_FAULTS[fault][1](monkeypatch)

    with pytest.raises(ReadBackError) as refused:
        list(make(plan, [name], OPTIONS))

    assert "check_words" in {line.name for line in refused.traceback}
    assert "diazepam" not in str(refused.value)


def exchanged(first: int, other: int) -> Change:
    """Have two of several in each other's place."""

    def change(found: Sequence[Any]) -> tuple[Any, ...]:
        order = list(range(len(found)))
        order[first], order[other] = other, first
        return tuple(found[place] for place in order)

    return change


def in_tables(change: Change) -> Change:
    """Change the cells of each row."""
    rows = every(but(cells=change))
    return every(but(items=every(lambda item: but(rows=rows)(item) if hasattr(item, "rows") else item)))


def moved(drawn: bytes) -> bytes:
    """Have the text with mark 9 stand 20 pt beside its place."""
    return drawn.replace(b"BT", b"1 0 0 1 26.7 0 cm BT") if b"<</MCID 9>>" in drawn else drawn


def lost(drawn: bytes) -> bytes:
    """Have the text with mark 9 not drawn."""
    return re.sub(rb"\[.*\] TJ", b"", drawn) if b"<</MCID 9>>" in drawn else drawn


PRINT_FAULTS: dict[str, tuple[str, Change]] = {
    "a square in the wrong column": ("_shell", but(cells=exchanged(1, 2))),
    "two squares exchanged": ("sections", in_tables(exchanged(1, 2))),
    "two pages exchanged": ("sections", exchanged(0, 1)),
    "a word lost": ("_marked", lost),
    "a text moved": ("_marked", moved),
}
"""What is done wrong where the calendar's pages are put together."""


def test_the_print_without_a_fault_is_made() -> None:
    """What follows is refused for its fault alone."""
    assert [file.name for file in make(read(TEXT), ["calendar"], OPTIONS)] == ["calendar.pdf"]


@pytest.mark.parametrize(("name", "change"), PRINT_FAULTS.values(), ids=PRINT_FAULTS)
def test_a_fault_in_the_print_is_refused(name: str, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    """No PDF is handed over, and the notice names neither person nor drug."""
    right = getattr(typeset_once, name)
    monkeypatch.setattr(typeset_once, name, lambda *some: change(right(*some)))

    with pytest.raises(ReadBackError) as refused:
        list(make(read(TEXT), ["calendar"], OPTIONS))

    assert "check_print" in {entry.name for entry in refused.traceback}
    assert "diazepam" not in str(refused.value)
