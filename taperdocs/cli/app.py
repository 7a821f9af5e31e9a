"""The commands: each reads its options, calls what any Python program can call, and prints or writes."""

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperOption

from taperdocs.cli import batch_command, change_commands, console, parameters
from taperdocs.cli.console import out, talk
from taperdocs.make.files import STDIN, read_handoff, read_plan, read_printable
from taperdocs.make.typed import (
    documents,
    editions,
    from_command,
    holes,
    inks,
    languages,
    one_of,
    papers,
    possible,
    within,
)
from taperdocs.make.version import VERSION
from taperdocs.plan.problems import TaperError, refuse

if TYPE_CHECKING:
    from taperdocs.language.language import Language
    from taperdocs.options import Options
    from taperdocs.plan.plan import Plan
    from taperdocs.rules import Finding

# Heavy imports stand inside the commands, so that each starts with only what it needs.
# ruff: noqa: PLC0415

_MENDABLE, _FINDINGS = 2, 4


def _examples(*lines: str) -> str:
    # Typer joins the lines of a paragraph unless it begins with \b.
    return "\b\nExamples:\n" + "\n".join(f"  taperdocs {line}" for line in lines)


_FIRST_STEPS = ("demo", "new plan.toml", "check plan.toml", "show plan.toml", "make plan.toml -o fridge")
_EXIT_CODES = (
    "Exit codes: 0 fine, 1 a bug, 2 usage, 3 problems in the plan, 4 findings under --strict, "
    "5 two plans differ."
)


class _OnceEach(TyperCommand):
    """A command that refuses an option which is given twice, since only the last one would count."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer passes this one
        _, _, given = self.make_parser(ctx).parse_args(list(args))
        for one in given:
            if isinstance(one, TyperOption) and not (one.multiple or one.is_flag) and given.count(one) > 1:
                refuse(
                    one.opts[0],
                    "this is given twice, and only the last would count",
                    f"Give it once. {one.help}",
                )
        return super().parse_args(ctx, args)


app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"{_examples(*_FIRST_STEPS)}\n\n{_EXIT_CODES}",
)
_command = partial(app.command, cls=_OnceEach)


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


@_command(epilog=_examples("demo", "demo -o /tmp/demo --paper letter"))
@parameters.takes_options_of_make(only=("paper",))
def demo(
    *, folder: parameters.Folder = "demo", verbose: parameters.Verbose = False, **options: object
) -> None:
    """Make every document of a sample plan."""
    from taperdocs.pdf.resources import folder as resources

    plan = read_plan(str(resources("samples") / "clonazepam.toml"))
    asked = from_command({**parameters.texts_of_make(options), "as-of": str(plan.first_day)})
    _make(plan, possible(plan, asked.documents), asked.options, folder, verbose=verbose)


@_command(epilog=_examples("doctor"))
def doctor() -> None:
    """Say what is installed, and what mends what is not."""
    from taperdocs.cli.doctor import checks

    found = tuple(checks())
    out("".join(f"{'MEND' if check.remedy else 'ok':<6}{check.name}: {check.state}\n" for check in found))
    if remedies := dict.fromkeys(check.remedy for check in found if check.remedy):
        talk("Type this, then try again:\n" + "\n".join(f"    {remedy}" for remedy in remedies))
        raise typer.Exit(_MENDABLE)


@_command(
    epilog=_examples(
        "new plan.toml",
        "new plan.toml --drug clonazepam --start 2026-12-07 \\",
        '    --product "0.5 mg tablet quarter" --before "2 mg" --steps "1 mg 2w; 0.5 mg 2w; 0"',
    ).replace("taperdocs     ", "    "),
    context_settings=change_commands.LEFT_OVER,
)
def new(  # noqa: PLR0913  each is an option of the command
    context: typer.Context,
    path: parameters.NewPath,
    *,
    steps: parameters.Steps = None,
    drug: parameters.Drug = None,
    start: parameters.Start = None,
    packets: parameters.Packets = None,
    time: parameters.Time = "",
    before: parameters.Before = "",
    person: parameters.PersonName = "",
    agreed: parameters.AgreedWith = "",
    contacts: parameters.Contacts = None,
) -> None:
    """Write a plan file from a line of steps or by asking."""
    from uuid import uuid4

    from taperdocs.cli import text as terminal
    from taperdocs.cli.ask import draft
    from taperdocs.language import language as languages
    from taperdocs.language.words import Words
    from taperdocs.make.write import write_new
    from taperdocs.planfile.new import Draft, new_plan
    from taperdocs.planfile.reader import read_unseen

    change_commands.one_word_each("new", context.args, '--steps "1 mg 2w; 0"')
    if path != STDIN and os.path.lexists(path):
        refuse("PLAN", f"{path} is already there", "Choose another name, or edit that file.")
    given = Draft(
        products=tuple(packets or ()),
        time=time,
        before=before,
        person=person,
        agreed=agreed,
        contacts=tuple(contacts or ()),
    )
    text = new_plan(draft(given, drug, start, steps), uuid4()).encode()
    plan, words = read_unseen(text), Words(languages.language("en-GB"))
    talk(f"{terminal.read_as(plan, words, every=True)}{terminal.summary(plan, words)}".rstrip())
    if path == STDIN:
        out(text)
        return
    write_new(Path(path), text)
    talk(f"{path} is written. Look through it, then: taperdocs check {quote(path)}")


@_command(
    epilog=_examples(
        "check plan.toml", "check --strict --json plan.toml", "check - < plan.toml", "check plans/*.toml"
    )
)
def check(
    paths: parameters.CheckedPaths,
    *,
    language: parameters.LanguageCode = "en-GB",
    strict: parameters.Strict = False,
    as_json: parameters.Json = False,
) -> None:
    """Say every problem and every finding of plan files."""
    from taperdocs.cli.show_json import check_json, checks_json
    from taperdocs.language import language as languages
    from taperdocs.rules import check as check_rules
    from taperdocs.rules import compared

    spoken, checked = languages.language(language), dict[str, dict[str, object]]()
    problems = remarks = 0
    for path in paths:
        try:
            with console.speaking(spoken):
                plan = read_printable(path)
        except TaperError as error:
            if len(paths) == 1 and not as_json:
                raise
            problems = max(problems, error.exit_code)
            checked[path] = check_json(error.problems, (), spoken.say)
            if not as_json:
                console.report(error)
            continue
        findings = check_rules(plan)
        remarks = _FINDINGS if strict and findings else remarks
        checked[path] = check_json((), findings, spoken.say, compared(plan))
        if not as_json:
            out(f"{path}:\n" if len(paths) > 1 else "")
            out(_checked(plan, findings, spoken))
    if as_json:
        out(_json(checked[paths[0]] if len(paths) == 1 else checks_json(checked)))
    if problems or remarks:
        raise typer.Exit(problems or remarks)


def _checked(plan: "Plan", findings: tuple["Finding", ...], spoken: "Language") -> str:
    from taperdocs.cli import text as terminal
    from taperdocs.language.words import Words
    from taperdocs.rules import compared

    words = Words(spoken)
    read_as = terminal.read_as(plan, words) + terminal.allowed(plan, words)
    found = terminal.findings(findings, words, console.width(), compared(plan))
    return terminal.summary(plan, words) + read_as + found


@_command(epilog=_examples("show plan.toml", "show plan.toml --as-of 2027-01-11", "show --json plan.toml"))
def show(
    path: parameters.PlanPath,
    *,
    as_of: parameters.AsOf = None,
    language: parameters.LanguageCode = "en-GB",
    as_json: parameters.Json = False,
) -> None:
    """Show the steps with dates, the day and the curve."""
    from taperdocs import rules
    from taperdocs.cli import text as terminal
    from taperdocs.cli.show_json import as_json as plan_json
    from taperdocs.language import language as languages
    from taperdocs.language.undated import words_for

    day, spoken = parameters.read_day(as_of), languages.language(language)
    with console.speaking(spoken):
        plan = read_plan(path)
    words = words_for(spoken, plan)
    if as_json:
        out(_json(plan_json(plan, rules.check(plan), spoken.say)))
        return
    plan = plan.ahead(day)
    parts = [
        terminal.heading(plan, words),
        terminal.steps_table(plan, words),
        terminal.today(plan, words, day),
    ]
    if console.can_draw(terminal.SIGNS):
        parts.append(terminal.curve(plan, words, console.width()))
    out("\n".join(parts))


@_command(
    epilog=_examples(
        "make plan.toml -o fridge",
        "make plan.toml calendar ics -o fridge --paper letter",
        "make plan.toml diary -o fridge --from 2026-12-07 --to 2027-01-03 --form",
        "make plan.toml calendar -o fridge --edition large --discreet --all",
        'make plan.toml ics -o phone --doses --zone Europe/London --alarm "day before 18:00"',
    )
)
@parameters.takes_options_of_make(but=("documents",))
def make(
    path: parameters.PlanPath,
    documents: parameters.Documents = None,
    *,
    folder: parameters.OwnFolder = None,
    changed: parameters.Changed = False,
    verbose: parameters.Verbose = False,
    **options: object,
) -> None:
    """Make the documents of a plan."""
    texts = {**parameters.texts_of_make(options), "documents": " ".join(documents or ())}
    asked = from_command(texts, {"documents": "DOCUMENT"})
    names, folder = asked.documents, folder or _beside(path)
    with console.speaking(asked.options.language):
        plan = read_printable(path, names)
        within(plan, asked.options)
        if not asked.chosen:
            names = possible(plan, names)
        if not asked.chosen and not plan.outline.dated:
            talk("The start of this plan is not fixed: no phone calendar is made, which needs dates.")
        if "doses" in names and (said := _all_day(plan, asked.options)):
            talk(said)
        _make(plan, names, asked.options, folder, changed=changed, verbose=verbose)


@_command(epilog=_examples("serve", "serve my-plans --port 8000 --no-browser"))
def serve(
    folder: parameters.PlansFolder = "plans",
    *,
    port: parameters.Port = 0,
    no_browser: parameters.NoBrowser = False,
) -> None:
    """Do the whole job on a web page of this computer."""
    import webbrowser
    from importlib.util import find_spec

    if not all(map(find_spec, ("starlette", "uvicorn", "python_multipart"))):
        refuse(
            "serve",
            "the web page needs packages that are not installed",
            'Type: python -m pip install "taperdocs[web]"',
        )
    from taperdocs.web.server import serve as serve_pages

    def started(address: str) -> None:
        out(f"{address}\n")
        talk(f"The plans are in {Path(folder).resolve()}. Ctrl-C or the button on the page ends this.")
        if not no_browser:
            webbrowser.open(address)

    try:
        serve_pages(Path(folder), port, lambda: parameters.read_day(None), started)
    except KeyboardInterrupt:
        # Ctrl-C is the usual way to end it.
        talk("taperdocs has stopped.")


for _kind, _summary in parameters.changes().items():
    _command(
        name=_kind,
        help=_summary,
        epilog=_examples(*change_commands.examples(_kind)),
        context_settings=change_commands.LEFT_OVER,
    )(change_commands.command(_kind))
_command(epilog=_examples("undo plan.toml", "undo plan.toml --dry-run"))(change_commands.undo)
_command(epilog=_examples("diff old.toml new.toml"))(change_commands.diff)
_command(epilog=_examples(*batch_command.EXAMPLES))(batch_command.batch)


@_command(name="open", epilog=_examples("open handoff.pdf -o plan"))
def open_handoff(path: parameters.HandoffPath, *, folder: parameters.Folder) -> None:
    """Take the plan file and the phone calendar out of a hand-off."""
    from taperdocs.make.write import write_all

    for written in write_all(Path(folder), read_handoff(path), keep=True):
        talk(str(written))


@_command(name="list", epilog=_examples("list"))
def list_all() -> None:
    """Name the documents, papers, languages and the like."""
    for kind in (documents, papers, languages, editions, holes, inks, parameters.tapers, parameters.changes):
        rows = "".join(f"  {name:<12}{said}\n" for name, said in kind().items())
        out(f"{kind.__name__}\n{rows}")


@_command(epilog=_examples("schema plan", "schema show > show.schema.json"))
def schema(name: parameters.SchemaName) -> None:
    """Print the JSON Schema of plan files or of show."""
    out(one_of(parameters.schemas(), "NAME", name).read_bytes())


def _beside(path: str) -> str:
    """Return the folder beside a plan file that has its name, and say that it is used."""
    folder = Path(path).with_suffix("")
    if path == STDIN or str(folder) == path:
        refuse("-o", "it is not said where to write", "Write a folder, as in -o print.")
    talk(f"Written into {folder}, since no folder was named with -o.")
    return str(folder)


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def _make(  # noqa: PLR0913  the last two are options of the command
    plan: "Plan",
    names: tuple[str, ...],
    options: "Options",
    folder: str,
    *,
    changed: bool = False,
    verbose: bool = False,
) -> None:
    from taperdocs.documents.what_changed import only_changed
    from taperdocs.make.presented import on_paper
    from taperdocs.make.workers import beside
    from taperdocs.make.write import write_all

    asked = {name: only_changed(*on_paper(plan, options), name) if changed else options for name in names}
    for name in (name for name, its in asked.items() if its is None):
        talk(f"{name}: no page has changed")
    left = {name: its for name, its in asked.items() if its}
    reported = _reported(tuple(left)) if verbose or console.watched() else iter(left)
    with beside(plan, left) as files_of:
        made = [(file.name, file.data) for name in reported for file in files_of(name)]
    for path in write_all(Path(folder), made):
        talk(str(path))
    for path in _left_behind(Path(folder), plan.code):
        talk(f"{path} is not from this plan as it is now, and was not made: delete it, or make it again.")


def _reported(names: tuple[str, ...]) -> Iterator[str]:
    """Yield each name, and print it when its turn comes."""
    for number, name in enumerate(names, start=1):
        talk(f"{name} ({number} of {len(names)})…")
        yield name


def _all_day(plan: "Plan", options: "Options") -> str:
    """Return which doses are all-day events in doses.ics, and how to give them an hour; empty if there are none."""
    from taperdocs.ics.events import without_hour
    from taperdocs.plan.regimen import Slot

    zone = options.zone or plan.outline.zone
    missing = without_hour(plan, zone)
    named = ", ".join(str(slot) for slot in missing if slot != Slot.ANY)
    hours = " and the hours under [hours]" if any(slot.hour is None for slot in missing) else ""
    whole = "events of the whole day" + (", and no alarm rings at them" if options.at_dose else "")
    if not missing:
        return ""
    if not named:
        return f"Some doses have no time of day: in doses.ics they are {whole}."
    if not zone:
        return (
            f"The plan names no time zone: in doses.ics the doses are {whole}.\n"
            f'Write zone = "Europe/London" at its top{hours}, or add --zone.'
        )
    return (
        f"No hour is written for {named}: in doses.ics these doses are {whole}.\n"
        'Write it under [hours], as in morning = "08:00".'
    )


def _left_behind(folder: Path, code: str) -> Iterator[Path]:
    """Yield the files for a phone calendar in *folder* that are not from the plan of this *code*."""
    from taperdocs.ics.export import EXPORTS

    for path in (folder / name for export in EXPORTS.values() for name in (export.file, export.removal)):
        if path.is_file() and code.encode() not in path.read_bytes().replace(b"\r\n ", b""):
            yield path
