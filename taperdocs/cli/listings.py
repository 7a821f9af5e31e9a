"""What can be chosen on the command line, each with what it is, and the values that were typed."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from taperdocs.pdf.resources import folder
from taperdocs.plan.problems import Message, Problem, Refused, TaperError, excerpt, say

if TYPE_CHECKING:
    from taperdocs.options import Edition, Holes, Options, Paper
    from taperdocs.plan.plan import Plan

# Registries are imported where they are asked for, so that a command starts with only what it needs.
# ruff: noqa: PLC0415

STDIN = "-"
_LARGEST_LIST = 200_000_000
_DAY_BEFORE, _AT_DOSE = "day before ", "at dose"
_T = TypeVar("_T")


class PlanFileError(TaperError):
    """Problems in one file, whose name stands before each."""

    def __init__(self, file: str, *problems: Problem) -> None:
        """Keep the name of the *file* and its *problems*."""
        super().__init__(*problems)
        self.file = file


def refuse(where: str, what: str, remedy: str) -> NoReturn:
    """Raise ``TaperError`` for something that was typed wrongly."""
    # Put in as values: what was typed may hold braces.
    problem = Problem((where,), say("{what}", what=what), say("{remedy}", remedy=remedy))
    raise TaperError(problem, exit_code=2)


def documents() -> dict[str, str]:
    """Return what can be made."""
    from taperdocs.documents import DOCUMENTS
    from taperdocs.ics.export import EXPORTS

    views = {name: sys.modules[document.decide.__module__] for name, document in DOCUMENTS.items()}
    makers = {name: export.make for name, export in EXPORTS.items()}
    return {name: _summary(thing) for name, thing in (*views.items(), *makers.items())}


def papers() -> dict[str, str]:
    """Return the papers with their sizes."""
    from taperdocs.options import PAPERS

    return {name: f"{paper.width} x {paper.height} mm" for name, paper in PAPERS.items()}


def languages() -> dict[str, str]:
    """Return the codes of the languages with their names."""
    from taperdocs.language.language import language
    from taperdocs.language.language import languages as codes

    return {code: language(code).locale.get_display_name() or "" for code in codes()}


def tapers() -> dict[str, str]:
    """Return the ways of tapering that a step may name."""
    from taperdocs.plan.strategies import STRATEGIES

    return {name: _summary(strategy) for name, strategy in STRATEGIES.items()}


def changes() -> dict[str, str]:
    """Return the kinds of changes that a plan file may hold."""
    from taperdocs.plan.changes import CHANGES

    return {name: _summary(kind) for name, kind in CHANGES.items()}


def editions() -> dict[str, str]:
    """Return the sizes in which the calendar is printed."""
    return {
        "standard": "A month a page, or a week where a day has three doses or more.",
        "large": "A week a page.",
        "giant": "A day a page.",
    }


def holes() -> dict[str, str]:
    """Return the marks for a punch in the diary."""
    return {
        "iso": "Two holes, 80 mm apart; without --holes on every paper but Letter.",
        "us": "Three holes, 4 1/4 inches apart; without --holes on Letter.",
        "none": "None, and a narrower margin.",
    }


def schemas() -> dict[str, Path]:
    """Return the JSON Schemas that are shipped."""
    end = ".schema.json"
    return {path.name.removesuffix(end): path for path in sorted(folder("planfile/schemas").glob(f"*{end}"))}


def read_schema(name: str) -> bytes:
    """Return the schema *name*; raise ``TaperError`` where there is none."""
    return _one_of(schemas(), "NAME", name).read_bytes()


def read_paper(name: str) -> "Paper":
    """Return the paper *name*; raise ``TaperError`` where there is none."""
    from taperdocs.options import PAPERS

    return _one_of(PAPERS, "--paper", name.lower())


def read_edition(name: str) -> "Edition":
    """Return the edition *name*; raise ``TaperError`` where there is none."""
    from taperdocs.options import Edition

    return _one_of({edition.value: edition for edition in Edition}, "--edition", name.lower())


def read_holes(name: str | None, paper: "Paper") -> "Holes":
    """Return the holes *name*, or those that go with *paper*; raise ``TaperError`` where there are none."""
    from taperdocs.options import Holes

    if name is None:
        return Holes.US if paper.name == "Letter" else Holes.ISO
    return _one_of({punch.value: punch for punch in Holes}, "--holes", name.lower())


def possible(plan: "Plan", names: Iterable[str]) -> tuple[str, ...]:
    """Return those of *names* that there are of *plan*: what changed, or a phone calendar, not of each."""
    from taperdocs.documents import DOCUMENTS

    return tuple(
        name for name in names if (DOCUMENTS[name].needs(plan) if name in DOCUMENTS else plan.outline.dated)
    )


def read_documents(names: Iterable[str], *, doses: bool = False) -> tuple[str, ...]:
    """Return *names*, each once, and the *doses*; without any all that is usual.

    Raise ``TaperError`` for a name that is not known.
    """
    from taperdocs.ics.export import EXPORTS

    known, asked = documents(), tuple(dict.fromkeys(names))
    for name in asked:
        _one_of(known, "DOCUMENT", name)
    wanted = asked or tuple(name for name in known if name not in EXPORTS or EXPORTS[name].usual)
    return wanted if not doses or "doses" in wanted else (*wanted, "doses")


def read_zone(text: str | None) -> str:
    """Read the name of a time zone, or nothing; raise ``TaperError`` where there is none of that name."""
    from taperdocs.plan.time_zone import read_zone

    with _refusing("--zone"):
        return read_zone(text) if text is not None else ""


def read_alarms(texts: Iterable[str]) -> "tuple[time | None, bool]":
    """Return when an alarm rings on the day before, and whether one rings at each dose."""
    from taperdocs.plan.time_zone import read_hour

    day_before, at_dose = None, False
    for text in texts:
        words = " ".join(text.casefold().split())
        if words == _AT_DOSE:
            at_dose = True
        elif words.startswith(_DAY_BEFORE):
            with _refusing("--alarm"):
                day_before = read_hour(words.removeprefix(_DAY_BEFORE))
        else:
            refuse(
                "--alarm",
                f'"{text}" is no time for an alarm',
                f'Write "{_DAY_BEFORE}18:00", or "{_AT_DOSE}".',
            )
    return day_before, at_dose


def all_day(plan: "Plan", options: "Options") -> str:
    """Say which doses are events of the whole day in doses.ics, and what gives them an hour."""
    from taperdocs.ics.reminders import without_hour
    from taperdocs.plan.regimen import Slot

    zone = options.zone or plan.outline.zone
    missing = without_hour(plan, zone)
    named = ", ".join(slot for slot in missing if slot is not Slot.ANY)
    whole = "events of the whole day" + (", and no alarm rings at them" if options.at_dose else "")
    if not missing:
        return ""
    if not named:
        return f"Some doses have no time of day: in doses.ics they are {whole}."
    if not zone:
        return (
            f"The plan names no time zone: in doses.ics the doses are {whole}.\n"
            'Write zone = "Europe/London" at its top and the hours under [hours], or add --zone.'
        )
    return (
        f"No hour is written for {named}: in doses.ics these doses are {whole}.\n"
        'Write it under [hours], as in morning = "08:00".'
    )


@contextmanager
def _refusing(where: str) -> Iterator[None]:
    """Say of a value that is refused which option it was typed after."""
    try:
        yield
    except Refused as refused:
        raise TaperError(refused.problem(where), exit_code=2) from None


def read_date(where: str, text: str | None) -> date | None:
    """Read ``2026-12-07`` or nothing; raise ``TaperError`` for every other way of writing a date."""
    if text is None:
        return None
    # Python itself reads 20261207 and 2026-W50-1 too.
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        refuse(where, f'"{text}" is not a date', "Write year-month-day, as in 2026-12-07.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(
            where,
            f"{text} is not a day of the calendar",
            "Write a month from 01 to 12 and a day that it has, as in 2026-12-07.",
        )


def read_day(as_of: str | None) -> date:
    """Read ``--as-of``; without it return the day that it is here, the only look at a clock."""
    return read_date("--as-of", as_of) or date.today()  # noqa: DTZ011


def read_days(where: str, text: str) -> int:
    """Read ``2 weeks`` or ``10 days``; raise ``TaperError`` for what is not one length."""
    from taperdocs.plan.length import read_length_in_words

    how = 'Write it as in "2 weeks" or "10 days".'
    if re.match(r"\s*([-−]|0+\D*$)", text, re.ASCII):
        refuse(where, f'"{excerpt(text)}" is not a day or longer', how)
    try:
        length = read_length_in_words(text)
    except Refused as refused:
        raise TaperError(refused.problem(where), exit_code=2) from None
    if length.longest is None or length.shortest != length.longest:
        refuse(where, f'"{text}" is not one length', how)
    return length.longest


def one_word_each(command: str, rest: Sequence[str], example: str) -> None:
    """Raise ``TaperError`` where words are left over: most often a value of several without quotation marks."""
    if rest:
        words = '" and "'.join(excerpt(word) for word in rest)
        refuse(
            command,
            f'"{words}" {"belong" if len(rest) > 1 else "belongs"} to no option',
            f"Put quotation marks around a value of several words, as in {example}.",
        )


def left_behind(folder: Path, code: str) -> Iterator[Path]:
    """Yield the files for a phone calendar in *folder* that are not from the plan of this *code*."""
    from taperdocs.ics.export import EXPORTS

    for path in (folder / name for export in EXPORTS.values() for name in (export.file, export.removal)):
        if path.is_file() and code.encode() not in path.read_bytes().replace(b"\r\n ", b""):
            yield path


def within(plan: "Plan", options: "Options") -> None:
    """Raise ``TaperError`` where the days to print are reversed or not of the plan."""
    from taperdocs.make.presented import laid_out

    plan = laid_out(plan, options)
    days = f"Choose a day from {plan.first_day} to {plan.last_day}."
    if not plan.outline.dated and (options.first or options.last):
        refuse(
            "--from" if options.first else "--to",
            "the start of this plan is not fixed, so its days have no dates",
            "Leave it out: every day of the plan is printed.",
        )
    for name, day in (("--from", options.first), ("--to", options.last)):
        if day and not plan.first_day <= day <= plan.last_day:
            refuse(name, f"{day} is not a day of this plan", days)
    if options.first and options.last and options.last < options.first:
        refuse("--to", f"{options.last} is before {options.first}", "Write the earlier day after --from.")


def read_plan(path: str) -> "Plan":
    """Read the plan file at *path*; raise ``TaperError`` with the file's name and every problem."""
    from taperdocs.planfile.reader import read

    with _named(path):
        return read(read_source(path))


def read_printable(path: str, names: Iterable[str] = ()) -> "Plan":
    """Read the plan file at *path* for the documents *names*, or for all.

    Raise ``TaperError`` for its problems, and for letters that no page can print where pages are asked for.
    """
    from taperdocs.documents import DOCUMENTS
    from taperdocs.make.printable import refuse_unprintable

    plan, asked = read_plan(path), tuple(names)
    if not asked or not DOCUMENTS.keys().isdisjoint(asked):
        with _named(path):
            refuse_unprintable(plan)
    return plan


def read_source(path: str) -> bytes:
    """Return the bytes of the plan file at *path*; raise ``TaperError`` where they cannot be read."""
    from taperdocs.planfile.toml import LARGEST_FILE

    lost = say("Look at its name and folder, or begin with taperdocs new.")
    inside = say("Give the plan file in it, whose name ends in .toml.")
    with _named(path):
        return _bytes(path, LARGEST_FILE, lost, inside)


def read_rows(path: str) -> bytes:
    """Return the bytes of a list of plans; raise ``TaperError`` where they cannot be read."""
    inside = say("Give the list in it, whose name ends in .csv.")
    with _named(path):
        data = _bytes(path, _LARGEST_LIST, say("Look at its name and folder."), inside)
        if len(data) > _LARGEST_LIST:
            refuse("", "the list is too long", "Make several of it, of a million plans at most.")
        return data


def read_handoff(path: str) -> tuple[tuple[str, bytes], ...]:
    """Read what the hand-off at *path* carries; raise ``TaperError`` with the file's name and the problem."""
    from taperdocs.readback.open_handoff import LARGEST_PDF, opened

    inside = say("Give the hand-off in it, whose name ends in .pdf.")
    with _named(path):
        return opened(_bytes(path, LARGEST_PDF, say("Look at its name and folder."), inside))


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Say with each problem which file it is in."""
    try:
        yield
    except TaperError as error:
        file = "standard input" if path == STDIN else path
        raise PlanFileError(file, *error.problems) from None


def _bytes(path: str, most: int, lost: Message, inside: Message) -> bytes:
    """Read hardly more than *most* bytes, whatever it is; the remedies are for no file and for a folder."""
    try:
        if path == STDIN:
            return sys.stdin.buffer.read(most + 1) if sys.stdin else b""
        with Path(path).open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        said = say("there is no such file"), lost
    except IsADirectoryError:
        said = say("this is a folder"), inside
    except PermissionError:
        said = say("the file may not be read"), say("Ask whoever it belongs to for it.")
    except (OSError, ValueError):
        said = say("the file cannot be read"), say("Copy it to a folder of yours and try again.")
    raise TaperError(Problem((), *said))


def _one_of(known: Mapping[str, _T], where: str, name: str) -> _T:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f'Did you mean "{near[0]}"?' if near else f"Choose from {', '.join(known)}."
        refuse(where, f'there is no "{name}"', remedy)
    return known[name]


def _summary(thing: object) -> str:
    """Return the first line of a docstring as it is read by itself."""
    line = (thing.__doc__ or "").strip().split("\n", maxsplit=1)[0].replace("*", "").removeprefix("Return ")
    return line[:1].upper() + line[1:]
