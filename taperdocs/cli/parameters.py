"""The arguments and options of the commands, with their help and their completion."""

from collections.abc import Iterable
from typing import Annotated

import typer

from taperdocs.cli import listings


def _starting(names: Iterable[str], typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]


def _complete_documents(incomplete: str) -> list[str]:
    return _starting(listings.documents(), incomplete)


def _complete_papers(incomplete: str) -> list[str]:
    return _starting(listings.papers(), incomplete)


def _complete_languages(incomplete: str) -> list[str]:
    return _starting(listings.languages(), incomplete)


def _complete_editions(incomplete: str) -> list[str]:
    return _starting(listings.editions(), incomplete)


def _complete_holes(incomplete: str) -> list[str]:
    return _starting(listings.holes(), incomplete)


def _complete_schemas(incomplete: str) -> list[str]:
    return _starting(listings.schemas(), incomplete)


def _somewhere(folder: str) -> str:
    """Refuse an empty name, which most often comes from a variable without a value."""
    if not folder.strip():
        listings.refuse("-o", "the name of the folder is empty", "Write one, or a point for this folder.")
    return folder


_DAY = "DATE"

PlanPath = Annotated[str, typer.Argument(metavar="PLAN", help='The plan file; "-" reads standard input.')]
PlanPaths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PLANS", help="Plan files, each with a name of its own; a .csv that names some."),
]
Table = Annotated[
    list[str] | None,
    typer.Option("--csv", metavar="FILE", help="A table that names plans, whatever it is called."),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", metavar="N", help="So many processes; one a core without it.")
]
Dask = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Let the workers of this Dask cluster do it.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Leave what is there already, made from the same plan, as it is.")
]
DocumentNames = Annotated[
    str,
    typer.Option("--documents", metavar="NAMES", help='What to make, as in "calendar ics"; all without it.'),
]
Store = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        metavar="DIR",
        callback=_somewhere,
        help="Where to write, a folder for each plan; or s3://bucket/prefix.",
    ),
]
OldPlanPath = Annotated[str, typer.Argument(metavar="OLD", help='A plan file; "-" reads standard input.')]
NewPlanPath = Annotated[str, typer.Argument(metavar="NEW", help="The plan file to compare it with.")]
HandoffPath = Annotated[str, typer.Argument(metavar="PDF", help='The hand-off; "-" reads standard input.')]
NewPath = Annotated[str, typer.Argument(metavar="PLAN", help='The file to write; "-" prints it.')]
Documents = Annotated[
    list[str] | None,
    typer.Argument(metavar="DOCUMENT", help="All without it.", autocompletion=_complete_documents),
]
SchemaName = Annotated[
    str,
    typer.Argument(metavar="NAME", help="plan, plan-draft4 or show.", autocompletion=_complete_schemas),
]
Folder = Annotated[
    str,
    typer.Option(
        "-o", "--output", metavar="DIR", callback=_somewhere, help="Where to write; made if need be."
    ),
]
PaperName = Annotated[
    str,
    typer.Option(
        "--paper",
        metavar="PAPER",
        help="a4, letter, a5, a3, or both: whole on A4 and on Letter.",
        autocompletion=_complete_papers,
    ),
]
LanguageCode = Annotated[
    str,
    typer.Option(
        "--language", metavar="CODE", help="de-DE, en-GB or en-US.", autocompletion=_complete_languages
    ),
]
From = Annotated[
    str | None, typer.Option("--from", metavar=_DAY, help="The first day to print; today without it.")
]
To = Annotated[str | None, typer.Option("--to", metavar=_DAY, help="The last day to print.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar=_DAY, help="The day it is for; today without it.")
]
All = Annotated[bool, typer.Option("--all", help="Print the days that are over too.")]
Changed = Annotated[
    bool, typer.Option("--changed", help="Print only what the last change of the plan has made untrue.")
]
EditionName = Annotated[
    str,
    typer.Option(
        "--edition",
        metavar="EDITION",
        help="The calendar's: standard, large or giant.",
        autocompletion=_complete_editions,
    ),
]
HolesName = Annotated[
    str | None,
    typer.Option(
        "--holes",
        metavar="HOLES",
        help="Marks for a punch in the diary: iso, us or none.",
        autocompletion=_complete_holes,
    ),
]
Form = Annotated[bool, typer.Option("--form", help="Make the diary one to fill in on a screen.")]
Discreet = Annotated[bool, typer.Option("--discreet", help="Print no drug's name.")]
Named = Annotated[bool, typer.Option("--name/--no-name", help="Print the person's name, or not.")]
Doses = Annotated[bool, typer.Option("--doses", help="Make doses.ics too: an event for each dose.")]
Alarms = Annotated[
    list[str] | None,
    typer.Option(
        "--alarm", metavar="WHEN", help='"day before 18:00" of each change; "at dose"; may be given twice.'
    ),
]
Zone = Annotated[
    str | None,
    typer.Option("--zone", metavar="ZONE", help="Where the doses' hours are meant, as in Europe/London."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say what is being made.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 4 if there is a finding.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for another program.")]
Steps = Annotated[str | None, typer.Option("--steps", metavar="LINE", help="Doses and lengths.")]
Drug = Annotated[str | None, typer.Option("--drug", metavar="NAME", help="The drug, as on the packet.")]
Start = Annotated[str | None, typer.Option("--start", metavar=_DAY, help="The first day, as in 2026-12-07.")]
Packets = Annotated[
    list[str] | None,
    typer.Option("--product", metavar="PACKET", help="Strength, form and split; may be given several times."),
]
ChangeFrom = Annotated[
    str | None, typer.Option("--from", metavar=_DAY, help="The first day of the change; today without it.")
]
For = Annotated[str | None, typer.Option("--for", metavar="LENGTH", help='How long, as in "10 days".')]
By = Annotated[
    str | None, typer.Option("--by", metavar="LENGTH", help='How much longer each step is, as in "3 days".')
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, in your own words.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would move, and write nothing.")]
