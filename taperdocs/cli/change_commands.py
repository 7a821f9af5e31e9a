"""The commands for what happens to a plan later: one for each kind of change, and one that compares."""

from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, fields, replace
from datetime import date
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from taperdocs.cli import console, listings
from taperdocs.cli import parameters as typed
from taperdocs.cli.console import out, talk
from taperdocs.make.files import STDIN, read_plan
from taperdocs.make.typed import read_date
from taperdocs.plan.changes import CHANGES, Hold
from taperdocs.plan.problems import Problem, TaperError, refuse

if TYPE_CHECKING:
    from taperdocs.plan.plan import Plan
    from taperdocs.planfile.append import Wish

# Heavy imports stand inside the commands, as in cli.
# ruff: noqa: PLC0415

LEFT_OVER = {"allow_extra_args": True}
"""Lets a command itself say what is wrong with words that are left over."""

_MENDABLE, _DIFFERENT = 2, 5
_EXAMPLES = {"days": '"1 week"', "steps": '"0.25 mg 2w; 0"', "why": '"poor sleep"'}


@dataclass(frozen=True, slots=True)
class Command:
    """A command that is made from a kind of change: its name, what it does, its help and lines to copy."""

    name: str
    run: Callable[..., None]
    help: str
    examples: tuple[str, ...]


def commands() -> Iterator[Command]:
    """Yield the command of each kind of change; what the kind can say are its options."""
    for kind, summary in listings.changes().items():
        options = _options(kind)
        given = [
            f" {options[key]} {value}" for key, value in _EXAMPLES.items() if key in options and key != "why"
        ]
        line = f"{kind} plan.toml{''.join(given)}"
        examples = (line, f'{line} --from 2027-01-11 --why "poor sleep" --dry-run')
        yield Command(kind, _command(kind, options), summary, examples)


def _options(kind: str) -> dict[str, str]:
    """Return the keys that a kind of change can have in a plan file, each with its option."""
    length = "--by" if kind == "slow" else "--for"
    options = {"on": "--from", "days": length, "steps": "--steps", "why": "--why"}
    return {entry.name: options[entry.name] for entry in _fields(kind) if entry.name in options}


def _fields(kind: str) -> "tuple[Field[object], ...]":
    return fields(cast("type[Hold]", CHANGES[kind]))


def _command(kind: str, options: dict[str, str]) -> Callable[..., None]:
    """Return a function whose signature has the options of *kind*, for Typer to read."""
    parameters: dict[str, tuple[object, object]] = {
        "context": (typer.Context, Parameter.empty),
        "path": (typed.PlanPath, Parameter.empty),
        "length": (typed.By if options.get("days") == "--by" else typed.For, None),
        "steps": (typed.Steps, None),
        "first": (typed.ChangeFrom, None),
        "why": (typed.Why, ""),
        "dry_run": (typed.DryRun, False),
        "as_of": (typed.AsOf, None),
        "language": (typed.LanguageCode, "en-GB"),
    }
    for key, name in (("days", "length"), ("steps", "steps")):
        if key not in options:
            del parameters[name]

    needed = next((key for key in ("days", "steps") if key in options), "why")
    example = f"{options[needed]} {_EXAMPLES[needed]}"

    def command(context: typer.Context, path: str, **values: str | None) -> None:
        listings.one_word_each(kind, context.args, example)
        _change(kind, options, path, _Typed(**values))  # type: ignore[arg-type]  # Typer has read the signature

    command.__annotations__ = {name: annotation for name, (annotation, _) in parameters.items()}
    command.__dict__["__signature__"] = Signature(
        [
            Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in parameters.items()
        ]
    )
    return command


@dataclass(frozen=True, slots=True)
class _Typed:
    """The options of a change as they were typed."""

    length: str | None = None
    steps: str | None = None
    first: str | None = None
    why: str = ""
    dry_run: bool = False
    as_of: str | None = None
    language: str = "en-GB"


def _change(kind: str, options: dict[str, str], path: str, asked: _Typed) -> None:
    """Show what a change moves, and append it to the plan file."""
    from taperdocs.cli.comparison import last_change
    from taperdocs.language import language as languages
    from taperdocs.language.words import Words
    from taperdocs.make.write import write_over

    spoken, today = languages.language(asked.language), listings.read_day(asked.as_of)
    wish, words = _wish(kind, options, asked, today), Words(spoken)
    with console.speaking(spoken):
        old = read_plan(path)
        new = _changed(old, wish, today, options)
        moved = last_change(old, new, words, console.width())
        if path == STDIN and not asked.dry_run:
            talk(moved.rstrip())
            out(new.source)
            return
        out(moved)
        if asked.dry_run:
            talk(words.text("Nothing was written."))
            return
        # A new file takes the place of the old one, under the name that was typed and no other.
        names = Path(path).stat().st_nlink if Path(path).is_file() else 1
        write_over(Path(path), new.source, old.source)
    talk(words.text("The change stands at the end of {path}; without it the plan is as before.", path=path))
    if names > 1:
        talk(
            words.text("The file has another name too (a hard link): under that name the plan is as before.")
        )


def _wish(kind: str, options: dict[str, str], asked: _Typed, today: date) -> "Wish":
    from taperdocs.planfile.append import Wish

    on = read_date("--from", asked.first) or today
    days = None if asked.length is None else listings.read_days(options["days"], asked.length)
    needed = {entry.name for entry in _fields(kind) if entry.type is int}
    if "days" in needed and days is None:
        option = options["days"]
        refuse(option, "it is not said how long", f'Write it, as in {option} "1 week".')
    if "steps" in options and not (asked.steps or "").strip():
        refuse("--steps", "the new steps are missing", 'Write them, as in --steps "0.25 mg 2w; 0".')
    return Wish(kind, on, days, asked.why, asked.steps or "")


def _changed(old: "Plan", wish: "Wish", today: date, options: dict[str, str]) -> "Plan":
    """Return the changed plan; say what is against it at the options instead of the keys."""
    from taperdocs.make.printable import refuse_unprintable
    from taperdocs.planfile.append import changed

    try:
        new = changed(old, wish, today)
        refuse_unprintable(new, known=old)
    except TaperError as error:
        problems = (_at_the_option(problem, wish.kind, options) for problem in error.problems)
        raise TaperError(*problems, exit_code=_MENDABLE) from None
    return new


def _at_the_option(problem: Problem, kind: str, options: dict[str, str]) -> Problem:
    # Nobody has seen the lines of a change that is not written.
    place = problem.where[2:] or problem.where if problem.where[:1] == ("change",) else problem.where
    key, *rest = place or (kind,)
    return replace(problem, where=(options.get(str(key), key), *rest), line=None)


def diff(old: typed.OldPlanPath, new: typed.NewPlanPath, *, language: typed.LanguageCode = "en-GB") -> None:
    """Say what differs in two plan files.

    Exits with 5 where they are not the same plan; layout and notes make no difference.
    """
    from taperdocs.cli.comparison import comparison
    from taperdocs.language import language as languages
    from taperdocs.language.undated import undated
    from taperdocs.language.words import Words

    spoken = languages.language(language)
    if old == new == STDIN:
        refuse("NEW", "standard input holds one plan only", "Give a file's name for one of the two.")
    with console.speaking(spoken):
        plans = read_plan(old), read_plan(new)
    dated = all(plan.outline.dated for plan in plans)
    out(comparison(*plans, Words(spoken if dated else undated(spoken)), console.width()))
    if plans[0].outline != plans[1].outline:
        raise typer.Exit(_DIFFERENT)
