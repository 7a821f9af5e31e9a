"""The commands: each reads its options, calls what any Python program can call, and prints or writes."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from taperdocs import arguments as typed
from taperdocs import choices, console
from taperdocs.console import out, talk
from taperdocs.errors import TaperError
from taperdocs.version import VERSION

if TYPE_CHECKING:
    from taperdocs.options import Options
    from taperdocs.plan import Plan

# Heavy imports stand inside the commands, so that each starts with only what it needs.
# ruff: noqa: PLC0415

_MENDABLE, _FINDINGS = 2, 4


def _examples(*lines: str) -> str:
    # The first sign keeps Typer from joining the lines.
    return "\b\nExamples:\n" + "\n".join(f"  taperdocs {line}" for line in lines)


_FIRST_STEPS = ("demo", "new plan.toml", "check plan.toml", "show plan.toml", "make plan.toml -o fridge")
_EXIT_CODES = "Exit codes: 0 fine, 1 a bug, 2 usage, 3 problems in the plan, 4 findings under --strict."

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"{_examples(*_FIRST_STEPS)}\n\n{_EXIT_CODES}",
)


def start() -> None:
    """Run the command that the arguments ask for."""
    console.prepare()
    app(prog_name="taperdocs")


def _show_version(asked: bool) -> None:  # noqa: FBT001  Typer calls it
    if asked:
        out(f"taperdocs {VERSION}\n")
        raise typer.Exit


@app.callback()
def taperdocs(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Lay out an agreed taper as a fridge calendar, a diary, a hand-off and a phone calendar.

    It never proposes a dose. Ask the prescriber before you change one.
    """
    del version


@app.command(epilog=_examples("demo", "demo -o /tmp/demo --paper letter"))
def demo(
    *, folder: typed.Folder = "demo", paper: typed.PaperName = "a4", verbose: typed.Verbose = False
) -> None:
    """Make every document of a sample plan."""
    from taperdocs.languages import language
    from taperdocs.options import Options
    from taperdocs.resources import folder as resources

    size = choices.read_paper(paper)
    plan = choices.read_plan(str(resources("samples") / "clonazepam.toml"))
    options = Options(language("en-GB"), size, plan.first_day)
    _make(plan, choices.read_documents(()), options, folder, verbose=verbose)


@app.command(epilog=_examples("doctor"))
def doctor() -> None:
    """Say what is installed, and what mends what is not."""
    from taperdocs.doctor import checks

    found = tuple(checks())
    out("".join(f"{'MEND' if check.remedy else 'ok':<6}{check.name}: {check.state}\n" for check in found))
    if remedies := dict.fromkeys(check.remedy for check in found if check.remedy):
        talk("Type this, then try again:\n" + "\n".join(f"    {remedy}" for remedy in remedies))
        raise typer.Exit(_MENDABLE)


@app.command(
    epilog=_examples(
        "new plan.toml",
        "new plan.toml --drug clonazepam --start 2026-12-07 \\",
        '    --product "0.5 mg tablet quarter" --steps "1 mg 2w; 0.5 mg 2w; 0"',
    ).replace("taperdocs     ", "    "),
    context_settings={"allow_extra_args": True},
)
def new(  # noqa: PLR0913  each is an option of the command
    context: typer.Context,
    path: typed.NewPath,
    *,
    steps: typed.Steps = None,
    drug: typed.Drug = None,
    start: typed.Start = None,
    packets: typed.Packets = None,
) -> None:
    """Write a plan file from a line of steps or by asking."""
    from uuid import uuid4

    from taperdocs.asking import Given, draft
    from taperdocs.new import new_plan
    from taperdocs.writing import write_new

    if context.args:
        rest = '" and "'.join(context.args)
        choices.refuse(
            "new",
            f'"{rest}" {"belong" if len(context.args) > 1 else "belongs"} to no option',
            'Put quotation marks around a value of several words, as in --steps "1 mg 2w; 0".',
        )
    if path != choices.STDIN and os.path.lexists(path):
        choices.refuse("PLAN", f"{path} is already there", "Choose another name, or edit that file.")
    text = new_plan(draft(Given(drug, start, tuple(packets or ()), steps)), uuid4()).encode()
    if path == choices.STDIN:
        out(text)
        return
    write_new(Path(path), text)
    talk(f"{path} is written. Look through it, then: taperdocs check {quote(path)}")


@app.command(epilog=_examples("check plan.toml", "check --strict --json plan.toml", "check - < plan.toml"))
def check(path: typed.PlanPath, *, strict: typed.Strict = False, as_json: typed.Json = False) -> None:
    """Say every problem and every finding of a plan file."""
    from taperdocs.rules import check as check_rules
    from taperdocs.show import check_json

    try:
        plan = choices.read_plan(path)
    except TaperError as error:
        if as_json:
            out(_json(check_json(error.problems, ())))
            raise typer.Exit(error.exit_code) from None
        raise
    findings = check_rules(plan)
    out(_json(check_json((), findings)) if as_json else f"{_summary(plan)}\n")
    for found in () if as_json else findings:
        days = f"{found.first}" if found.first == found.last else f"{found.first} to {found.last}"
        out(f"{found.level}: {days}: {found.message}\n    Source: {found.source}\n")
    if strict and findings:
        raise typer.Exit(_FINDINGS)


@app.command(epilog=_examples("show plan.toml", "show plan.toml --as-of 2027-01-11", "show --json plan.toml"))
def show(
    path: typed.PlanPath,
    *,
    as_of: typed.AsOf = None,
    language: typed.LanguageCode = "en-GB",
    as_json: typed.Json = False,
) -> None:
    """Show the steps with dates, the day and the curve."""
    from taperdocs import languages, rules, terminal
    from taperdocs.show import as_json as plan_json
    from taperdocs.words import Words

    day, words = _day(as_of), Words(languages.language(language))
    plan = choices.read_plan(path)
    if as_json:
        out(_json(plan_json(plan, rules.check(plan))))
        return
    parts = [
        terminal.heading(plan, words),
        terminal.steps_table(plan, words),
        terminal.today(plan, words, day),
    ]
    if console.can_draw(terminal.SIGNS):
        parts.append(terminal.curve(plan, console.width()))
    out("\n".join(parts))


@app.command(
    epilog=_examples(
        "make plan.toml -o fridge",
        "make plan.toml calendar ics -o fridge --paper letter",
        "make plan.toml diary -o fridge --from 2026-12-07 --to 2027-01-03",
    )
)
def make(  # noqa: PLR0913  each is an option of the command
    path: typed.PlanPath,
    documents: typed.Documents = None,
    *,
    folder: typed.Folder,
    paper: typed.PaperName = "a4",
    language: typed.LanguageCode = "en-GB",
    first: typed.From = None,
    last: typed.To = None,
    as_of: typed.AsOf = None,
    named: typed.Named = True,
    verbose: typed.Verbose = False,
) -> None:
    """Make the documents of a plan."""
    from taperdocs import languages
    from taperdocs.options import Options

    options = Options(
        languages.language(language),
        choices.read_paper(paper),
        _day(as_of),
        choices.read_date("--from", first),
        choices.read_date("--to", last),
        named=named,
    )
    names = choices.read_documents(documents or ())
    plan = choices.read_plan(path)
    choices.within(plan, options)
    _make(plan, names, options, folder, verbose=verbose)


@app.command(name="list", epilog=_examples("list"))
def list_all() -> None:
    """Name the documents, papers, languages and the like."""
    for kind in (choices.documents, choices.papers, choices.languages, choices.tapers, choices.changes):
        rows = "".join(f"  {name:<12}{said}\n" for name, said in kind().items())
        out(f"{kind.__name__}\n{rows}")


@app.command(epilog=_examples("schema plan", "schema show > show.schema.json"))
def schema(name: typed.SchemaName) -> None:
    """Print the JSON Schema of plan files or of show."""
    out(choices.read_schema(name))


def _day(as_of: str | None) -> date:
    # The only look at a clock: which day it is for the person, here.
    return choices.read_date("--as-of", as_of) or date.today()  # noqa: DTZ011


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def _summary(plan: "Plan") -> str:
    steps = f"{len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}"
    code = f"plan code {plan.code}{'' if plan.outline.agreed else ', DRAFT'}"
    if plan.last_dose_day:
        days = f"{plan.first_day} to {plan.last_dose_day}, then nothing is taken"
    elif plan.waiting:
        days = f"from {plan.first_day}, no end while the hold is open"
    else:
        days = f"from {plan.first_day}, no end: the last dose goes on"
    return f"No problem: {steps}, {code}, {days}."


def _make(plan: "Plan", names: tuple[str, ...], options: "Options", folder: str, *, verbose: bool) -> None:
    from taperdocs import batch
    from taperdocs.writing import write_all

    reported = _reported(names) if verbose or console.watched() else iter(names)
    files = ((file.name, file.data) for file in batch.make(plan, reported, options))
    for path in write_all(Path(folder), files):
        talk(str(path))


def _reported(names: tuple[str, ...]) -> Iterator[str]:
    """Say each name when its turn comes."""
    for number, name in enumerate(names, start=1):
        talk(f"{name} ({number} of {len(names)})…")
        yield name
