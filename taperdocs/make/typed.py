"""The options of `make` as they are typed, and the request that they add up to.

Each option is one row of ``OPTIONS``. The command line, a batch and its table all take their options from there.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, time
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from taperdocs.plan.problems import Message, Problem, Refused, TaperError, excerpt, gathered, refuse, say

if TYPE_CHECKING:
    from taperdocs.language.language import Language
    from taperdocs.options import Options, Paper
    from taperdocs.plan.plan import Plan

# Registries are imported where they are asked for, so that a command starts with only what it needs.
# ruff: noqa: PLC0415

_T = TypeVar("_T")
_DAY_BEFORE, _AT_DOSE = "day before ", "at dose"

Texts = Mapping[str, str]
"""Options as they were typed, by key. An empty text counts as not given."""


@dataclass(frozen=True, slots=True)
class Request:
    """The documents to make of a plan, and their options.

    ``chosen`` tells whether a person named the documents; otherwise those that do not apply to the plan are left out.
    """

    documents: tuple[str, ...]
    chosen: bool
    options: "Options"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of `make`: its key, what reads its text, its help and its ``usual`` text.

    ``value`` stands for its text in the help; a switch has none. ``choices`` complete what is being typed. ``named`` is
    its name in ``Options``: None where that is its key, empty where it has none. ``several`` allows it more than once.
    """

    key: str
    read: Callable[[str], Any]
    help: str
    value: str = ""
    usual: str = ""
    choices: Callable[[], Iterable[str]] | None = None
    named: str | None = None
    several: bool = False

    @property
    def field(self) -> str:
        """Return its name in ``Options``, or an empty text."""
        return self.key.replace("-", "_") if self.named is None else self.named

    @property
    def label(self) -> str:
        """Return its name in words, for a page."""
        return self.key.replace("-", " ").capitalize()


def documents() -> dict[str, str]:
    """Return the documents and exports that can be made, each with a line about it."""
    from taperdocs.documents import DOCUMENTS
    from taperdocs.ics.export import EXPORTS

    views = {name: sys.modules[document.decide.__module__] for name, document in DOCUMENTS.items()}
    makers = {name: export.make for name, export in EXPORTS.items()}
    return {name: summary(thing) for name, thing in (*views.items(), *makers.items())}


def papers() -> dict[str, str]:
    """Return the papers with their sizes."""
    from taperdocs.options import PAPERS

    return {name: f"{paper.width} x {paper.height} mm" for name, paper in PAPERS.items()}


def languages() -> dict[str, str]:
    """Return the codes of the languages with their names."""
    from taperdocs.language.language import language
    from taperdocs.language.language import languages as codes

    return {code: language(code).locale.get_display_name() or "" for code in codes()}


def editions() -> dict[str, str]:
    """Return the editions of the calendar, each with a line about it."""
    return {
        "standard": "A month a page, or a week where a day has three doses or more.",
        "large": "A week a page.",
        "giant": "A day a page.",
    }


def holes() -> dict[str, str]:
    """Return the kinds of punch marks for the diary, each with a line about it."""
    return {
        "iso": "Two holes, 80 mm apart; without --holes on every paper but Letter.",
        "us": "Three holes, 4 1/4 inches apart; without --holes on Letter.",
        "none": "None, and a narrower margin.",
    }


def inks() -> dict[str, str]:
    """Return the colours of rules and boxes, each with a line about it."""
    return {"black": "All of the page is black.", "blue": "Strips, boxes and lines are dark blue."}


def summary(thing: object) -> str:
    """Return the first line of a docstring, worded to be shown to people."""
    line = (thing.__doc__ or "").strip().split("\n", maxsplit=1)[0].replace("*", "").removeprefix("Return ")
    return line[:1].upper() + line[1:]


def request(texts: Texts) -> Request:
    """Return what the typed options ask for; raise ``TaperError`` with every mistake, each at its key."""
    return _request(tuple(sorted((key, text) for key, text in texts.items() if text)))


def from_command(texts: Texts, places: Mapping[str, str] = MappingProxyType({})) -> Request:
    """Return what the command line asks for; raise ``TaperError`` with every mistake, each at its option.

    *places* says where a key is typed that is not an option of the command.
    """
    try:
        return request(texts)
    except TaperError as error:
        problems = [(problem, str(problem.where[0])) for problem in error.problems]
        told = (replace(problem, where=(places.get(key, f"--{key}"),)) for problem, key in problems)
        raise TaperError(*told, exit_code=2) from None


@lru_cache(maxsize=1024)
def _request(given: tuple[tuple[str, str], ...]) -> Request:
    # Cached, so that a million rows with the same options share one request.
    texts, values, problems = dict(given), dict[str, Any](), list[Problem]()
    for option in OPTIONS:
        wrong = list[Problem]()
        with gathered(wrong):
            values[option.key] = option.read(texts.get(option.key) or option.usual)
        problems += (replace(problem, where=(option.key,)) for problem in wrong)
    if problems:
        raise TaperError(*problems, exit_code=2)
    return _together(values)


def _together(values: Mapping[str, Any]) -> Request:
    """Build the request from its values; raise ``TaperError`` if two of them contradict each other."""
    from taperdocs.documents import DOCUMENTS
    from taperdocs.ics.export import EXPORTS
    from taperdocs.options import Holes, Options

    usual = (*DOCUMENTS, *(name for name, export in EXPORTS.items() if export.usual))
    names = values["documents"] or usual
    if values["doses"] and "doses" not in names:
        names = (*names, "doses")
    day_before, at_dose = values["alarm"]
    if at_dose and "doses" not in names:
        refuse("alarm", "there are no doses to ring at", "Ask for the doses too, as with --doses.")
    its = {option.field: values[option.key] for option in OPTIONS if option.field}
    its["holes"] = its["holes"] or (Holes.US if its["paper"].name == "Letter" else Holes.ISO)
    return Request(names, bool(values["documents"]), Options(**its, day_before=day_before, at_dose=at_dose))


def possible(plan: "Plan", names: Iterable[str]) -> tuple[str, ...]:
    """Return those of *names* that can be made of *plan*: some plans have no changes, or no dates for a phone."""
    from taperdocs.documents import DOCUMENTS

    return tuple(
        name for name in names if (DOCUMENTS[name].needs(plan) if name in DOCUMENTS else plan.outline.dated)
    )


def within(plan: "Plan", options: "Options") -> None:
    """Raise ``TaperError`` if the first or last day to print is not a day of the plan, or they are reversed."""
    from taperdocs.make.presented import laid_out

    plan = laid_out(plan, options)
    days = say("Choose a day from {first} to {last}.", first=plan.first_day, last=plan.last_day)
    if not plan.outline.dated and (options.first or options.last):
        _refuse(
            "--from" if options.first else "--to",
            say("the start of this plan is not fixed, so its days have no dates"),
            say("Leave it out: every day of the plan is printed."),
        )
    for name, day in (("--from", options.first), ("--to", options.last)):
        if day and not plan.first_day <= day <= plan.last_day:
            _refuse(name, say("{day} is not a day of this plan", day=day), days)
    if options.first and options.last and options.last < options.first:
        message = say("{day} is before {other}", day=options.last, other=options.first)
        _refuse("--to", message, say("Write the earlier day after --from."))


def _refuse(where: str, message: Message, remedy: Message) -> NoReturn:
    raise TaperError(Problem((where,) if where else (), message, remedy), exit_code=2) from None


def one_of(known: Mapping[str, _T], where: str, name: str) -> _T:
    """Return the value of *name*; raise ``TaperError`` with the nearest known name if there is none."""
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f'Did you mean "{near[0]}"?' if near else f"Choose from {', '.join(known)}."
        refuse(where, f'there is no "{name}"', remedy)
    return known[name]


def read_date(where: str, text: str | None) -> date | None:
    """Read ``2026-12-07`` or nothing; raise ``TaperError`` for every other way of writing a date."""
    if text is None:
        return None
    # Python itself reads 20261207 and 2026-W50-1 too.
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        _refuse(
            where, say('"{text}" is not a date', text=text), say("Write year-month-day, as in 2026-12-07.")
        )
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(
            where,
            say("{day} is not a day of the calendar", day=text),
            say("Write a month from 01 to 12 and a day that it has, as in 2026-12-07."),
        )


def read_days(where: str, text: str) -> int:
    """Read ``2 weeks`` or ``10 days``; raise ``TaperError`` for what is not one length."""
    from taperdocs.plan.length import read_length_in_words

    how = say('Write it as in "2 weeks" or "10 days".')
    if re.match(r"\s*([-−]|0+\D*$)", text, re.ASCII):
        _refuse(where, say('"{text}" is not a day or longer', text=excerpt(text)), how)
    try:
        length = read_length_in_words(text)
    except Refused as refused:
        raise TaperError(refused.problem(where), exit_code=2) from None
    if length.fixed is None:
        _refuse(where, say('"{text}" is not one length', text=text), how)
    return length.fixed


def read_alarms(text: str) -> "tuple[time | None, bool]":
    """Read ``day before 18:00; at dose``: return the time on the day before, and whether each dose has an alarm."""
    from taperdocs.plan.time_zone import read_hour

    day_before, at_dose = None, False
    for one in text.split(";"):
        words = " ".join(one.casefold().split())
        if words == _AT_DOSE:
            at_dose = True
        elif words.startswith(_DAY_BEFORE):
            with _refusing():
                day_before = read_hour(words.removeprefix(_DAY_BEFORE))
        elif words:
            _refuse(
                "",
                say('"{text}" is no time for an alarm', text=excerpt(one)),
                say('Write "day before 18:00", or "at dose".'),
            )
    return day_before, at_dose


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn a ``Refused`` value into a ``TaperError``."""
    try:
        yield
    except Refused as refused:
        raise TaperError(refused.problem(), exit_code=2) from None


def _read_documents(text: str) -> tuple[str, ...]:
    known, names = documents(), tuple(dict.fromkeys(text.split()))
    for name in names:
        one_of(known, "", name)
    return names


def _read_day(text: str) -> date | None:
    return read_date("", text or None)


def _read_paper(name: str) -> "Paper":
    from taperdocs.options import PAPERS

    return one_of(PAPERS, "", name.lower())


def _read_language(code: str) -> "Language":
    from taperdocs.language.language import language

    return language(code)


def _one_of_the(kind: str) -> Callable[[str], Any]:
    """Return a reader of the values of an enumeration in ``options``; None for an empty text."""

    def read(name: str) -> object:
        from taperdocs import options

        values = {one.value: one for one in getattr(options, kind)}
        return one_of(values, "", name.lower()) if name else None

    return read


def _read_zone(name: str) -> str:
    from taperdocs.plan.time_zone import read_zone

    with _refusing():
        return read_zone(name) if name else ""


def _yes(text: str) -> bool:
    said = {"yes": True, "no": False, "": False, "true": True, "false": False, "1": True, "0": False}
    if text.casefold() not in said:
        refuse("", f'"{excerpt(text)}" is neither yes nor no', "Write yes or no.")
    return said[text.casefold()]


OPTIONS = (
    Option(
        "documents", _read_documents, 'What to make, as in "calendar ics"; all without it.', "NAMES", named=""
    ),
    Option(
        "paper", _read_paper, "a4, letter, a5, a3, or both: whole on A4 and on Letter.", "PAPER", "a4", papers
    ),
    Option("language", _read_language, "Of texts, dates and numbers.", "CODE", "en-GB", languages),
    Option("from", _read_day, "The first day to print; today without it.", "DATE", named="first"),
    Option("to", _read_day, "The last day to print.", "DATE", named="last"),
    Option("all", _yes, "Print the days that are over too.", named="everything"),
    Option("as-of", _read_day, "The day it is for; today without it.", "DATE"),
    Option(
        "edition",
        _one_of_the("Edition"),
        "The calendar's: standard, large or giant.",
        "EDITION",
        "standard",
        editions,
    ),
    Option(
        "holes",
        _one_of_the("Holes"),
        "Marks for a punch in the diary: iso, us or none.",
        "HOLES",
        choices=holes,
    ),
    Option(
        "ink", _one_of_the("Ink"), "Of rules and boxes: black or blue; text is black.", "INK", "black", inks
    ),
    Option("form", _yes, "Make the diary one to fill in on a screen."),
    Option("no-name", lambda text: not _yes(text), "Print the person's name, or not.", named="named"),
    Option("discreet", _yes, "Print no drug's name."),
    Option("doses", _yes, "Make doses.ics too: an event for each dose.", named=""),
    Option(
        "alarm",
        read_alarms,
        '"day before 18:00" of each change; "at dose"; may be given twice.',
        "WHEN",
        named="",
        several=True,
    ),
    Option("zone", _read_zone, "Where the doses' hours are meant, as in Europe/London.", "ZONE"),
)
