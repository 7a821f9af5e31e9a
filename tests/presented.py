"""Documents and exports as `make` has them made: of a plan that was made presentable before."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from taperdocs import documents
from taperdocs.ics import export
from taperdocs.make.presented import on_paper, shown
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.readback import check_ics as calendars
from taperdocs.readback import words

_T = TypeVar("_T")


def check_words(page: str, plan: Plan, options: Options) -> None:
    """Prove the words of a page."""
    words.check_words(page, *on_paper(plan, options))


def _document(document: documents.Document) -> documents.Document:
    def decide(plan: Plan, options: Options) -> documents.View:
        return document.decide(*on_paper(plan, options))

    return replace(document, decide=decide)


DOCUMENTS = {name: _document(document) for name, document in documents.DOCUMENTS.items()}


def _export(make: Callable[[Plan, Options], _T]) -> Callable[[Plan, Options], _T]:
    return lambda plan, options: make(*shown(plan, options))


plan_ics = _export(export.plan_ics)
plan_remove = _export(export.plan_remove)
doses_ics = _export(export.doses_ics)
doses_remove = _export(export.doses_remove)
EXPORTS = {
    name: replace(one, make=_export(one.make), remove=_export(one.remove))
    for name, one in export.EXPORTS.items()
}


def check_ics(data: bytes, plan: Plan, options: Options) -> None:
    """Read plan.ics back."""
    calendars.check_ics(data, *shown(plan, options))


def check_removal(data: bytes | None, plan: Plan, options: Options) -> None:
    """Read plan-remove.ics back."""
    calendars.check_removal(data, *shown(plan, options))


def check_doses(data: bytes, plan: Plan, options: Options) -> None:
    """Read doses.ics back."""
    calendars.check_doses(data, *shown(plan, options))


def check_doses_removal(data: bytes | None, plan: Plan, options: Options) -> None:
    """Read doses-remove.ics back."""
    calendars.check_doses_removal(data, *shown(plan, options))
