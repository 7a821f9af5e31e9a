"""The commands that change a plan, one for each kind of change, and the one that compares two plans."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from taperdocs.cli import console, parameters
from taperdocs.cli.console import out, talk
from taperdocs.make.files import STDIN, read_plan
from taperdocs.make.typed import read_date, read_days
from taperdocs.plan.changes import keys
from taperdocs.plan.problems import Problem, TaperError, excerpt, refuse

if TYPE_CHECKING:
    from taperdocs.language.words import Words
    from taperdocs.plan.plan import Plan
    from taperdocs.planfile.append import Wish

# Heavy imports stand inside the commands, as in app.py.
# ruff: noqa: PLC0415

LEFT_OVER = {"allow_extra_args": True}
"""Passes surplus words on to the command, which then says what is wrong with them."""

_MENDABLE, _DIFFERENT = 2, 5
"""Exit codes: something typed can be mended; two plans differ."""
_EXAMPLES = {"days": '"1 week"', "steps": '"0.25 mg 2w; 0"', "why": '"poor sleep"'}
"""A value for each option, as it is shown in examples."""


def examples(kind: str) -> tuple[str, str]:
    """Return two example command lines for a *kind* of change."""
    options = _options(kind)
    given = [f" {options[key]} {_EXAMPLES[key]}" for key in ("days", "steps") if key in options]
    line = f"{kind} plan.toml{''.join(given)}"
    return line, f'{line} --from 2027-01-11 --why "poor sleep" --dry-run'


def command(kind: str) -> Callable[..., None]:
    """Return the command for a *kind* of change. Its options are the keys that this kind has in a plan file."""

    def run(**values: Any) -> None:  # noqa: ANN401  Typer has read them
        _change(kind, options, **values)

    options = _options(kind)
    absent = {name for key, name in (("days", "length"), ("steps", "steps")) if key not in options}
    known = (one for one in signature(_change).parameters.values() if one.name not in {"kind", "options"})
    by = {"length": parameters.By} if options.get("days") == "--by" else {}
    return parameters.takes(
        run,
        (one.replace(annotation=by.get(one.name, one.annotation)) for one in known if one.name not in absent),
    )


def _options(kind: str) -> dict[str, str]:
    """Map each key of a kind of change in a plan file to the command's option."""
    length = "--by" if kind == "slow" else "--for"
    options = {"on": "--from", "days": length, "steps": "--steps", "why": "--why", "drug": "--drug"}
    return {key: options[key] for key in keys(kind) if key in options}


def _change(  # noqa: PLR0913  each is an option of the command
    kind: str,
    options: dict[str, str],
    context: typer.Context,
    path: parameters.PlanPath,
    *,
    length: parameters.For = None,
    steps: parameters.Steps = None,
    first: parameters.ChangeFrom = None,
    why: parameters.Why = "",
    drug: parameters.OfDrug = "",
    dry_run: parameters.DryRun = False,
    as_of: parameters.AsOf = None,
    language: parameters.LanguageCode = "en-GB",
) -> None:
    """Show what a change moves, and append it to the plan file unless *dry_run*.

    A plan from standard input is written, changed, to standard output instead.
    """
    from taperdocs.cli.comparison import last_change
    from taperdocs.language import language as languages
    from taperdocs.language.words import Words
    from taperdocs.planfile.append import Wish

    needed = next((key for key in ("days", "steps") if key in options), "why")
    one_word_each(kind, context.args, f"{options[needed]} {_EXAMPLES[needed]}")
    spoken, today = languages.language(language), parameters.read_day(as_of)
    on = read_date("--from", first) or today
    days = None if length is None else read_days(options["days"], length)
    if days is None and keys(kind).get("days") == 0:
        refuse(options["days"], "it is not said how long", f'Write it, as in {options["days"]} "1 week".')
    if "steps" in options and not (steps or "").strip():
        refuse("--steps", "the new steps are missing", 'Write them, as in --steps "0.25 mg 2w; 0".')
    words = Words(spoken)
    with console.speaking(spoken):
        old = read_plan(path)
        new = _changed(old, Wish(kind, on, days, why, steps or "", drug), today, options)
        # The new file replaces the old one under the name that was typed, but not under its other hard links.
        names = Path(path).stat().st_nlink if Path(path).is_file() else 1
        if not _written(
            path, old, new, last_change(old, new, words, console.width()), words, dry_run=dry_run
        ):
            return
    talk(words.text("The change stands at the end of {path}; without it the plan is as before.", path=path))
    if names > 1:
        talk(
            words.text("The file has another name too (a hard link): under that name the plan is as before.")
        )


def undo(
    path: parameters.PlanPath,
    *,
    dry_run: parameters.DryRun = False,
    as_of: parameters.AsOf = None,
    language: parameters.LanguageCode = "en-GB",
) -> None:
    """Take the last change back, as long as its first day is not past."""
    from taperdocs.cli.comparison import comparison
    from taperdocs.language import language as languages
    from taperdocs.language.words import Words
    from taperdocs.planfile.append import undone

    spoken, today = languages.language(language), parameters.read_day(as_of)
    words = Words(spoken)
    with console.speaking(spoken):
        old = read_plan(path)
        new = undone(old, today)
        if not _written(path, old, new, comparison(old, new, words, console.width()), words, dry_run=dry_run):
            return
    talk(words.text("The last change is taken out of {path}.", path=path))


def _written(  # noqa: PLR0913  all of them belong to one change
    path: str, old: "Plan", new: "Plan", moved: str, words: "Words", *, dry_run: bool
) -> bool:
    """Show what has *moved* and write the new plan over the old one; tell whether a file was written.

    A plan from standard input goes to standard output instead; *dry_run* writes nothing.
    """
    from taperdocs.make.write import write_over

    if path == STDIN and not dry_run:
        talk(moved.rstrip())
        out(new.source)
        return False
    out(moved)
    if dry_run:
        talk(words.text("Nothing was written."))
        return False
    write_over(Path(path), new.source, old.source)
    return True


def one_word_each(command: str, rest: Sequence[str], example: str) -> None:
    """Raise ``TaperError`` for surplus words, which most often belong to a value without quotation marks."""
    if rest:
        words = '" and "'.join(excerpt(word) for word in rest)
        refuse(
            command,
            f'"{words}" {"belong" if len(rest) > 1 else "belongs"} to no option',
            f"Put quotation marks around a value of several words, as in {example}.",
        )


def _changed(old: "Plan", wish: "Wish", today: date, options: dict[str, str]) -> "Plan":
    """Return the changed plan; raise ``TaperError`` whose problems name the command's options, not the file's keys."""
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
    """Return a problem of the new change at the option that was typed for its key, without a line."""
    # The change is not in the file yet, so nobody could find its line.
    place = problem.where[2:] or problem.where if problem.where[:1] == ("change",) else problem.where
    key, *rest = place or (kind,)
    return replace(problem, where=(options.get(str(key), key), *rest), line=None)


def diff(
    old: parameters.OldPlanPath, new: parameters.NewPlanPath, *, language: parameters.LanguageCode = "en-GB"
) -> None:
    """Say what differs in two plan files.

    Exits with 5 where they are not the same plan; layout and notes make no difference.
    """
    from taperdocs.cli.comparison import comparison
    from taperdocs.language import language as languages
    from taperdocs.language.undated import words_for

    spoken = languages.language(language)
    if old == new == STDIN:
        refuse("NEW", "standard input holds one plan only", "Give a file's name for one of the two.")
    with console.speaking(spoken):
        plans = read_plan(old), read_plan(new)
    out(comparison(*plans, words_for(spoken, *plans), console.width()))
    if plans[0].outline != plans[1].outline:
        raise typer.Exit(_DIFFERENT)
