"""The main job for one plan: make each file that was asked for, and read it back before it is handed over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from taperdocs.documents import DOCUMENTS
from taperdocs.ics import EXPORTS
from taperdocs.options import Options
from taperdocs.plan import Plan
from taperdocs.readback import check_pdf
from taperdocs.readback_ics import check_ics
from taperdocs.render import pdf

NAMES = (*DOCUMENTS, *EXPORTS)
"""What can be asked for, in the order in which it is made."""


@dataclass(frozen=True, slots=True)
class File:
    """A finished file: its name, without person or drug, and its bytes."""

    name: str
    data: bytes


def make(plan: Plan, names: Iterable[str], options: Options) -> Iterator[File]:
    """Yield the files that *names* ask for, made and read back; raise rather than hand over a wrong one."""
    for name in names:
        if name in EXPORTS:
            data = EXPORTS[name].make(plan, options)
            check_ics(data, plan, options)
            yield File(EXPORTS[name].file, data)
        else:
            document = DOCUMENTS[name]
            view = document.view(plan, options)
            data = pdf(document, view, options)
            check_pdf(data, document.facts(plan, options, view))
            yield File(f"{name}.pdf", data)
