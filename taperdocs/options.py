"""What a run is asked for, beside the plan: one value that every document and export takes."""

from dataclasses import dataclass
from datetime import date

from taperdocs.languages import Language
from taperdocs.paper import Paper


@dataclass(frozen=True)
class Options:
    """Language, paper, the day that is printed for, the days to print and whether to print the name.

    ``first`` and ``last`` None mean the plan's own.
    """

    language: Language
    paper: Paper
    as_of: date
    first: date | None = None
    last: date | None = None
    named: bool = True
