"""The second reader of the phone calendar: what is not exactly the plan is never handed over."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from presented import check_ics, plan_ics

from taperdocs.language.language import language, languages
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.product import Pieces
from taperdocs.plan.regimen import Day, Regimen
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22))
_TABLETS = """
[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
ONE_DRUG = f"""
format = 1
title = "Winter"
drug = "clonazepam"
start = 2026-12-07
{_TABLETS}
[agreed]
by = "Dr A. Example"
on = 2026-11-20
[ready]
ask = ["Steady for at least 7 days"]
[[contact]]
role = "prescriber"
name = "Example Surgery"
phone = "01632 960001"
[[step]]
weeks = "2-3"
morning = "0.75 mg"
bedtime = "0.25 mg"
[[step]]
weeks = 2
cycle = ["0.5 mg", "0 mg"]
if = "only after 2 good weeks"
[[step]]
weeks = 2
dose = "0.125 mg"
[[change]]
kind = "hold"
on = 2027-01-05
days = 10
why = "slept 3 hours"
"""
DRAFT = re.sub(r"\[agreed\]\n.*\n.*\n", "", ONE_DRUG)
TWO_DRUGS = """
format = 1
start = 2026-12-07
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
split = "half"
[[product]]
drug = "diazepam"
form = "solution"
strength = "2 mg/5 mL"
measure = "0.5 mL"
[[step]]
weeks = 1
morning = { lorazepam = "1 mg" }
[[step]]
weeks = 1
morning = { lorazepam = "0.5 mg" }
bedtime = { diazepam = "5 mg" }
"""
ODD_DRUG = f"""
format = 1
drug = "evening B12"
start = 2026-12-07
{_TABLETS}
[[step]]
weeks = 1
evening = "1 mg"
[[step]]
weeks = 1
evening = "0.5 mg"
"""
LONG_NAME = ONE_DRUG.replace('"clonazepam"', '"' + "clonazepam " * 18 + '"')
LONG_CYCLE = ONE_DRUG.replace("weeks = 2\ncycle", "weeks = 8\ncycle").replace(
    '"0.5 mg", "0 mg"', ", ".join(f'"{number}.5 mg"' for number in range(40))
)
OPEN_HOLD = ONE_DRUG.replace("days = 10\n", "")
ZERO = '[[step]]\nweeks = 1\ndose = "0 mg"\n'
STOPS = f'{ONE_DRUG}[[step]]\nweeks = 1\nmorning = "0.125 mg"\n{ZERO}'
STAYS_AT_ZERO = f'{ONE_DRUG}{ZERO}[[change]]\nkind = "hold"\non = 2027-02-08\n'


def unfolded(data: bytes) -> str:
    """Return the file with each property on one line, as it is easier to falsify."""
    return data.decode().replace("\r\n ", "")


def folded(text: str) -> bytes:
    """Fold the lines again."""
    found = []
    for line in text.split("\r\n"):
        rest, parts = line, list[str]()
        while rest:
            # A sign has at most four octets, so eighteen of them always fit.
            parts.append(rest[:18])
            rest = rest[18:]
        found.append("\r\n ".join(parts))
    return "\r\n".join(found).encode()


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize(
    "text",
    [ONE_DRUG, DRAFT, TWO_DRUGS, ODD_DRUG, LONG_NAME, LONG_CYCLE, OPEN_HOLD, STOPS, STAYS_AT_ZERO],
    ids=range(9),
)
def test_what_was_written_is_what_the_plan_has(text: str, code: str) -> None:
    """In every language every plan's calendar is handed over."""
    plan, options = read(text.encode()), replace(OPTIONS, language=language(code))

    check_ics(plan_ics(plan, options), plan, options)


def events(text: str) -> list[str]:
    """Cut a calendar into its head, its events and its end."""
    return re.split(r"(?=BEGIN:VEVENT)|(?=END:VCALENDAR)", text)


_FALSE: dict[str, tuple[str, str, str]] = {
    "a dose in a summary": (ONE_DRUG, "begins with 0.75 mg", "begins with 7.5 mg"),
    "a dose in a text": (ONE_DRUG, r"\nEach day: 0.125 mg", r"\nEach day: 0.25 mg"),
    "a digit more": (ONE_DRUG, "→ 0.125 mg", "→ 0.1250001 mg"),
    "a unit in a summary": (ONE_DRUG, "begins with 0.75 mg", "begins with 0.75 g"),
    "a unit in a text": (ONE_DRUG, "0.75 mg morning", "0.75 mcg morning"),
    "old and new": (
        ONE_DRUG,
        "0.25 mg bedtime → 0.5 mg on one day",
        "0.5 mg bedtime → 0.25 mg on one day",
    ),
    "the count of a half": (ONE_DRUG, "1 and ½ tablets", "1 and ¼ tablets"),
    "the count of wholes": (ONE_DRUG, "1 and ½ tablets", "2 and ½ tablets"),
    "a half too few": (ONE_DRUG, "1 and ½ tablets", "1 tablet"),
    "the strength": (ONE_DRUG, "½ tablet of 0.5 mg", "½ tablet of 1 mg"),
    "a time of day": (ONE_DRUG, r"\n- morning:", r"\n- bedtime:"),
    "a day of a cycle without a dose": (ONE_DRUG, "2 days after: no dose", "2 days after: 0.5 mg"),
    "the length of a cycle": (ONE_DRUG, "every 2 days after: no dose", "every 3 days after: no dose"),
    "a day of a cycle": (ONE_DRUG, r"Tuesday\, 29 December 2026 and", r"Tuesday\, 28 December 2026 and"),
    "the first day of a step": (ONE_DRUG, r"\nMonday\, 7 December 2026 to", r"\nMonday\, 8 December 2026 to"),
    "the month of a last day": (ONE_DRUG, "to Sunday\\, 27 December", "to Sunday\\, 27 November"),
    "the length of a step": (ONE_DRUG, "(3 weeks)", "(2 weeks)"),
    "the day to move on": (ONE_DRUG, r"move on from Monday\, 21", r"move on from Monday\, 20"),
    "the day of an event": (
        ONE_DRUG,
        "DTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261208",
        "DTSTART;VALUE=DATE:20261208\r\nDTEND;VALUE=DATE:20261209",
    ),
    "the end of an event": (ONE_DRUG, "DTEND;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261209"),
    "an event with a time": (ONE_DRUG, "DTSTART;VALUE=DATE:20261207", "DTSTART:20261207T000000Z"),
    "an event that repeats": (
        ONE_DRUG,
        "DTEND;VALUE=DATE:20261208",
        "DTEND;VALUE=DATE:20261208\r\nRRULE:FREQ=DAILY",
    ),
    "an event twice as long": (ONE_DRUG, "DTEND;VALUE=DATE:20261208", "DURATION:P2D"),
    "a second summary": (ONE_DRUG, "\r\nTRANSP:", "\r\nSUMMARY:5 mg\r\nTRANSP:"),
    "an event that is a task": (ONE_DRUG, "VEVENT", "VTODO"),
    "the last dose day": (ONE_DRUG, r"\nFirst day without: ", r"\nFirst day without: 1 "),
    "the dose of the last day": (ONE_DRUG, "Last dose day: 0.125 mg", "Last dose day: 0.25 mg"),
    "the end of a hold": (ONE_DRUG, r"until Thursday\, 14 January", r"until Thursday\, 15 January"),
    "the dose of a hold": (
        ONE_DRUG,
        "SUMMARY:Clonazepam. Hold: stay on 0.5 mg",
        "SUMMARY:Clonazepam. Hold: stay on 1 mg",
    ),
    "a reason": (ONE_DRUG, "slept 3 hours", "slept 5 hours"),
    "a reason left out": (ONE_DRUG, r"\nWhy: slept 3 hours", ""),
    "a condition": (ONE_DRUG, "only after 2 good weeks", "only after 2 bad weeks"),
    "a question": (ONE_DRUG, "at least 7 days", "at least 1 day"),
    "the telephone number": (ONE_DRUG, "01632 960001", "01632 960002"),
    "a figure more behind a telephone number": (ONE_DRUG, "01632 960001", "01632 960001 9"),
    "whom to ring": (ONE_DRUG, "Example Surgery", "Another Surgery"),
    "the drug": (ONE_DRUG, "SUMMARY:Clonazepam: the plan", "SUMMARY:Lorazepam: the plan"),
    "the revision": (ONE_DRUG, "revision 1", "revision 2"),
    "the sequence": (ONE_DRUG, "SEQUENCE:1", "SEQUENCE:0"),
    "a line more": (ONE_DRUG, r"\nLaid out", r"\n\nLaid out"),
    "the word draft in a summary": (DRAFT, "SUMMARY:DRAFT: ", "SUMMARY:"),
    "the word draft in a text": (DRAFT, r"DRAFT: not agreed yet\n", ""),
    "the drug of a dose": (TWO_DRUGS, "lorazepam 1 mg morning → 0.5 mg", "diazepam 1 mg morning → 0.5 mg"),
    "the drug of the pieces": (TWO_DRUGS, "- diazepam bedtime:", "- lorazepam bedtime:"),
    "the volume": (TWO_DRUGS, "12.5 mL (5 mg)", "1.25 mL (5 mg)"),
    "the unit of the volume": (TWO_DRUGS, "12.5 mL (5 mg)", "12.5 mg (5 mg)"),
    "the drug that ends": (
        TWO_DRUGS,
        r"First day without lorazepam\, diazepam",
        "First day without diazepam",
    ),
    "a long cycle": (LONG_CYCLE, r"40 days\; the doses", r"4 days\; the doses"),
    "a summary too long": (LONG_CYCLE, "Next step: see", "Next step: 1 mg see"),
    "an open hold with an end": (OPEN_HOLD, "until it is agreed to go on", "until 14 January 2027"),
    "a method": (ONE_DRUG, "VERSION:2.0", "VERSION:2.0\r\nMETHOD:REQUEST"),
}


@pytest.mark.parametrize(("text", "right", "wrong"), _FALSE.values(), ids=_FALSE.keys())
def test_a_false_figure_is_refused(text: str, right: str, wrong: str) -> None:
    """Whatever is not as the plan has it: a dose, a day, a piece, a time, a unit, a word that matters."""
    plan = read(text.encode())
    written = unfolded(plan_ics(plan, OPTIONS)).replace("\N{NO-BREAK SPACE}", " ")
    check_ics(folded(written), plan, OPTIONS)
    assert right in written

    with pytest.raises(ReadBackError):
        check_ics(folded(written.replace(right, wrong, 1)), plan, OPTIONS)


def _without(number: int) -> Callable[[list[str]], list[str]]:
    return lambda parts: [*parts[:number], *parts[number + 1 :]]


def _one_uid(parts: list[str]) -> list[str]:
    uid = re.findall(r"UID:.*", parts[1])[0]
    return [parts[0], *(re.sub(r"UID:.*", uid, part) for part in parts[1:-1]), parts[-1]]


@pytest.mark.parametrize(
    "falsify",
    [
        *(_without(number) for number in range(1, 8)),
        lambda parts: [*parts[:2], *parts[1:]],
        lambda parts: [*parts[:-1], re.sub(r"UID:.", "UID:0", parts[-2]), parts[-1]],
        lambda parts: [parts[0], parts[2], parts[1], *parts[3:]],
        _one_uid,
        lambda parts: [*parts[:1], *parts[-1:]],
        lambda parts: [*parts, *parts],
        lambda parts: parts[:-1],
        lambda _: ["no calendar\r\n"],
        lambda _: [],
    ],
)
def test_an_event_too_few_or_too_many_is_refused(falsify: Callable[[list[str]], list[str]]) -> None:
    """Left out, doubled under its own or another UID, in another order, or no calendar at all."""
    plan = read(ONE_DRUG.encode())
    parts = events(unfolded(plan_ics(plan, OPTIONS)))
    assert len(parts) == 9

    with pytest.raises(ReadBackError):
        check_ics(folded("".join(falsify(parts))), plan, OPTIONS)


@pytest.mark.parametrize(
    "falsify",
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n ", b""),
        lambda data: data.replace(b"Clonazepam", b"Clonaz\x0bpam"),
        lambda data: data.replace("½".encode(), b"\xbd"),
        lambda data: data[:-2],
    ],
)
def test_a_file_that_programs_stumble_over_is_refused(falsify: Callable[[bytes], bytes]) -> None:
    """Line ends, long lines, control signs and another encoding."""
    plan = read(ONE_DRUG.encode())
    data = plan_ics(plan, OPTIONS)

    with pytest.raises(ReadBackError):
        check_ics(falsify(data), plan, OPTIONS)


@pytest.mark.parametrize(
    ("right", "wrong", "report"),
    [
        (
            "begins with 0.75 mg",
            "begins with 7.5 mg",
            "plan.ics, 2026-12-07, summary: the plan has 3/4 mg … 1/4 mg …, the file says 15/2 mg … 1/4 mg …",
        ),
        (
            r"\n- morning: 1 and",
            r"\n- morning: 2 and",
            "plan.ics, 2026-12-07, line 4: the plan has … 1 1/2 1/2 mg, the file says … 2 1/2 1/2 mg",
        ),
        (
            "DTSTART;VALUE=DATE:20261207",
            "DTSTART;VALUE=DATE:20261206",
            "plan.ics, event 1: the plan has 2026-12-07, the file has 2026-12-06",
        ),
        ("960001", "960002", "plan.ics, 2026-12-07, line 7: a text of the plan is missing"),
    ],
)
def test_the_report_names_place_and_figures_and_nothing_personal(right: str, wrong: str, report: str) -> None:
    """A report may be sent to strangers: no drug, no name, no telephone number."""
    plan = read(ONE_DRUG.encode())
    text = unfolded(plan_ics(plan, OPTIONS)).replace("\N{NO-BREAK SPACE}", " ")

    with pytest.raises(ReadBackError) as error:
        check_ics(folded(text.replace(right, wrong, 1)), plan, OPTIONS)

    assert str(error.value) == report
    assert error.value.__suppress_context__


def test_a_day_that_has_another_dose_than_its_step_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the arithmetic of a cycle is found by who does not use it."""
    plan, right = read(ONE_DRUG.encode()), Regimen.on

    def shifted(self: Regimen, day: date, since: date, offset: int = 0) -> Day:
        return right(self, day, since, offset + (day > date(2027, 1, 10)))

    monkeypatch.setattr(Regimen, "on", shifted)

    with pytest.raises(ReadBackError, match=r"plan\.ics, 2027-01-15, line"):
        check_ics(plan_ics(plan, OPTIONS), plan, OPTIONS)


def test_pieces_that_do_not_add_up_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the arithmetic of both sides is still a mistake."""
    plan = read(ONE_DRUG.encode())
    right = Plan.pieces

    def doubled(self: Plan, *intake: object) -> Pieces:
        return right(self, *intake) * 2  # type: ignore[arg-type]

    monkeypatch.setattr(Plan, "pieces", doubled)

    with pytest.raises(ReadBackError, match=r"0\.75 mg is not 3/2 of 0\.5 mg"):
        check_ics(plan_ics(plan, OPTIONS), plan, OPTIONS)
