"""The arguments and options of the commands, with their help, their completion and what can be chosen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from taperdocs.make.typed import OPTIONS, Option, documents, languages, read_date, summary
from taperdocs.pdf.resources import folder
from taperdocs.plan.changes import CHANGES
from taperdocs.plan.problems import refuse
from taperdocs.plan.strategies import STRATEGIES

_Command = TypeVar("_Command", bound=Callable[..., None])


def _offer(choices: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Return a function that completes the word being typed from the *choices*."""

    def complete(incomplete: str) -> list[str]:
        return [name for name in choices() if name.startswith(incomplete)]

    return complete


def schemas() -> dict[str, Path]:
    """Return the JSON Schemas that are shipped."""
    end = ".schema.json"
    return {path.name.removesuffix(end): path for path in sorted(folder("planfile/schemas").glob(f"*{end}"))}


def _codes() -> str:
    """Return the codes of all languages, from the names of their catalogues: reading these would be slow."""
    names = sorted(path.stem.replace("_", "-") for path in folder("language/locales").glob("*.po"))
    return f"{', '.join(names[:-1])} or {names[-1]}."


def _somewhere(name: str) -> str:
    """Refuse an empty name, which most often comes from a variable without a value."""
    if not name.strip():
        refuse("-o", "the name of the folder is empty", "Write one, or a point for this folder.")
    return name


def _argument(metavar: str, words: str, **more: Any) -> Any:  # noqa: ANN401  Typer's own type
    return typer.Argument(metavar=metavar, help=words, **more)


def _option(names: str, metavar: str, words: str, **more: Any) -> Any:  # noqa: ANN401
    return typer.Option(*names.split(), metavar=metavar or None, help=words, **more)


_DAY = "DATE"

PlanPath = Annotated[str, _argument("PLAN", 'The plan file; "-" reads standard input.')]
CheckedPaths = Annotated[list[str], _argument("PLAN...", 'The plan files; "-" reads standard input.')]
PlanPaths = Annotated[
    list[str] | None, _argument("PLANS", "Plan files, each with a name of its own; a .csv that names some.")
]
Table = Annotated[
    list[str] | None, _option("--csv", "FILE", "A table that names plans, whatever it is called.")
]
Jobs = Annotated[int | None, _option("--jobs -j", "N", "So many processes; one a core without it.")]
Dask = Annotated[str | None, _option("--dask", "ADDRESS", "Let the workers of this Dask cluster do it.")]
Resume = Annotated[
    bool, _option("--resume", "", "Leave what is there already, made from the same plan, as it is.")
]
Store = Annotated[
    str,
    _option(
        "-o --output",
        "DIR",
        "Where to write, a folder for each plan; or s3://bucket/prefix.",
        callback=_somewhere,
    ),
]
OldPlanPath = Annotated[str, _argument("OLD", 'A plan file; "-" reads standard input.')]
NewPlanPath = Annotated[str, _argument("NEW", "The plan file to compare it with.")]
HandoffPath = Annotated[str, _argument("PDF", 'The hand-off; "-" reads standard input.')]
NewPath = Annotated[str, _argument("PLAN", 'The file to write; "-" prints it.')]
Documents = Annotated[
    list[str] | None, _argument("DOCUMENT", "All without it.", autocompletion=_offer(documents))
]
SchemaName = Annotated[str, _argument("NAME", "plan, plan-draft4 or show.", autocompletion=_offer(schemas))]
Folder = Annotated[
    str, _option("-o --output", "DIR", "Where to write; made if need be.", callback=_somewhere)
]
OwnFolder = Annotated[
    str | None,
    _option(
        "-o --output",
        "DIR",
        "Where to write, made if need be; without it a folder beside the plan, with its name.",
        callback=lambda name: name if name is None else _somewhere(name),
    ),
]
PlansFolder = Annotated[
    str, _argument("FOLDER", "The folder of plan files; made if need be.", callback=_somewhere)
]
Port = Annotated[int, _option("--port", "N", "The port; a free one without it.", min=0, max=65535)]
NoBrowser = Annotated[bool, _option("--no-browser", "", "Print the address, and open no browser.")]
LanguageCode = Annotated[str, _option("--language", "CODE", _codes(), autocompletion=_offer(languages))]
AsOf = Annotated[str | None, _option("--as-of", _DAY, "The day it is for; today without it.")]
Changed = Annotated[
    bool, _option("--changed", "", "Print only what the last change of the plan has made untrue.")
]
Verbose = Annotated[bool, _option("--verbose -v", "", "Say what is being made.")]
Strict = Annotated[bool, _option("--strict", "", "Exit with 4 if there is a finding.")]
Json = Annotated[bool, _option("--json", "", "Print JSON for another program.")]
Steps = Annotated[str | None, _option("--steps", "LINE", "Doses and lengths.")]
Drug = Annotated[
    str | None,
    _option(
        "--drug", "NAME", "The drug, as on the packet. Of several, each has a [[course]] in the plan file."
    ),
]
Start = Annotated[str | None, _option("--start", _DAY, "The first day, as in 2026-12-07.")]
Packets = Annotated[
    list[str] | None, _option("--product", "PACKET", "Strength, form and split; may be given several times.")
]
Time = Annotated[
    str, _option("--time", "TIME", "When each dose is taken that names no time: bedtime, 15:00.")
]
Before = Annotated[str, _option("--before", "DOSES", "What was taken on each day before the plan.")]
PersonName = Annotated[str, _option("--person", "NAME", "Whose plan it is.")]
AgreedWith = Annotated[
    str, _option("--agreed", "WHO", 'With whom, and when, as in "Dr A. Example, 2026-11-20".')
]
Contacts = Annotated[
    list[str] | None, _option("--contact", "WHO", "Role, name, telephone; may be given several times.")
]
ChangeFrom = Annotated[str | None, _option("--from", _DAY, "The first day of the change; today without it.")]
For = Annotated[str | None, _option("--for", "LENGTH", 'How long, as in "10 days".')]
By = Annotated[str | None, _option("--by", "LENGTH", 'How much longer each step is, as in "3 days".')]
Why = Annotated[str, _option("--why", "TEXT", "The reason, in your own words.")]
OfDrug = Annotated[str, _option("--drug", "NAME", "The drug whose course it is for, where each has one.")]
DryRun = Annotated[bool, _option("--dry-run", "", "Show what would move, and write nothing.")]


def tapers() -> dict[str, str]:
    """Return the ways of tapering that a step may name."""
    return {name: summary(strategy) for name, strategy in STRATEGIES.items()}


def changes() -> dict[str, str]:
    """Return the kinds of changes that a plan file may hold."""
    return {name: summary(kind) for name, kind in CHANGES.items()}


def read_day(as_of: str | None) -> date:
    """Read ``--as-of``; without it return today. No other function asks for the date."""
    return read_date("--as-of", as_of) or date.today()  # noqa: DTZ011


def takes(command: _Command, parameters: Iterable[Parameter]) -> _Command:
    """Return *command* with *parameters* as the signature that Typer reads."""
    read = tuple(parameters)
    command.__annotations__ = {one.name: one.annotation for one in read}
    command.__dict__["__signature__"] = Signature(read)
    return command


def takes_options_of_make(
    *, only: tuple[str, ...] = (), but: tuple[str, ...] = ()
) -> Callable[[_Command], _Command]:
    """Replace ``**options`` of a command by the options of ``make``: *only* those named, or all *but* those named."""

    def add(command: _Command) -> _Command:
        own = [one for one in signature(command).parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
        keys = {*(only or (option.key for option in OPTIONS))} - {*but}
        return takes(command, (*own, *(_parameter(option) for option in OPTIONS if option.key in keys)))

    return add


def _parameter(option: Option) -> Parameter:
    """Return an option as a parameter for Typer: a switch, or a name with a text after it."""
    name = "--name/--no-name" if option.key == "no-name" else f"--{option.key}"
    offered = _offer(option.choices) if option.choices else None
    said = _codes() if option.choices is languages else option.help
    shown = typer.Option(name, metavar=option.value or None, help=said, autocompletion=offered)
    default: object = option.usual or None
    kind: object = list[str] | None if option.several else str | None
    if not option.value:
        default, kind = option.key == "no-name", bool
    return Parameter(
        option.field or option.key, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, shown]
    )


def texts_of_make(values: Mapping[str, object]) -> dict[str, str]:
    """Return the options of ``make`` as texts by key; without ``--as-of`` the day is today."""
    texts = dict(_texts(values))
    return texts if "as-of" in texts else {**texts, "as-of": str(read_day(None))}


def _texts(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for option in OPTIONS:
        value = values.get(option.field or option.key)
        given = value if isinstance(value, list) else [value]
        if any(isinstance(one, str) and not one.strip() for one in given):
            refuse(
                f"--{option.key}",
                "what should stand after it is missing",
                "Write it, or leave the option out.",
            )
        if isinstance(value, bool):
            # The key is "no-name", but the switch is true for --name.
            yield option.key, "yes" if value is (option.key != "no-name") else ""
        elif value:
            yield option.key, ";".join(str(one) for one in given)
