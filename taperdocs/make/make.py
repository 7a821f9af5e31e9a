"""Makes the files of one plan, and reads each back before it is handed over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from threading import RLock
from typing import NoReturn

from taperdocs.documents import DOCUMENTS, Document, View
from taperdocs.ics.export import EXPORTS
from taperdocs.make.enclosures import enclosures
from taperdocs.make.presented import laid_out, shown
from taperdocs.make.printable import refuse_unprintable
from taperdocs.options import Options
from taperdocs.pdf.render import html, printed_pdf
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, TaperError, excerpt, say
from taperdocs.readback.attached import check_enclosed
from taperdocs.readback.check_days import check_days
from taperdocs.readback.check_ics import check_doses, check_doses_removal, check_ics, check_removal
from taperdocs.readback.print import check_print
from taperdocs.readback.words import check_words

ONE_AT_A_TIME = RLock()
"""The typesetter and its fonts are not safe for threads, so one at a time makes a document."""

CHECKS = {"ics": (check_ics, check_removal), "doses": (check_doses, check_doses_removal)}
"""For each export, what proves its file, and what proves the file that takes its events out of a calendar."""

NAMES = (*DOCUMENTS, *EXPORTS)
"""All that can be asked for: the documents, then the exports."""


@dataclass(frozen=True, slots=True)
class File:
    """A finished file: its name, without person or drug, and its bytes."""

    name: str
    data: bytes


def make(plan: Plan, names: Iterable[str], options: Options) -> Iterator[File]:
    """Return an iterator that makes the files of *names* one by one, each proved before it is handed over.

    *names* are some of ``NAMES``. The call raises ``TaperError`` for any other name, and for letters that no page
    can print. The iterator raises ``TaperError`` at an export of a plan without dates, and ``ReadBackError``
    instead of handing over a wrong file.
    """
    if not isinstance(plan, Plan):
        _refuse_value("plan", plan, 'read(Path("plan.toml").read_bytes())')
    if not isinstance(options, Options):
        _refuse_value("options", options, "Options(...)")
    wanted = (names,) if isinstance(names, str) else tuple(names)
    for name in wanted:
        if name not in NAMES:
            near = get_close_matches(str(name), NAMES, n=1)
            _refuse_value("names", name, near[0] if near else ", ".join(NAMES))
    if not DOCUMENTS.keys().isdisjoint(wanted):
        refuse_unprintable(plan)
    return _made(plan, wanted, options)


def _refuse_value(where: str, value: object, example: str) -> NoReturn:
    problem = Problem(
        (where,),
        say('this cannot be "{value}"', value=excerpt(value)),
        say("Pass {example}.", example=example),
    )
    raise TaperError(problem, exit_code=2)


def document_html(document: Document, view: View, options: Options) -> str:
    """Return the page of *document* as HTML with its style sheet inside."""
    language = options.language
    return html(document.name, view=view, frame=view.frame, _=language.gettext, ngettext=language.ngettext)


def _made(plan: Plan, names: tuple[str, ...], options: Options) -> Iterator[File]:
    plan, options = shown(plan, options)
    printed = laid_out(plan, options)
    check_days(printed)
    for name in names:
        if name in EXPORTS:
            yield from _exported(name, plan, options)
        else:
            yield _printed(DOCUMENTS[name], plan, printed, options)


def _printed(document: Document, plan: Plan, printed: Plan, options: Options) -> File:
    with ONE_AT_A_TIME:
        view, enclosed = document.view(printed, options), enclosures(document, plan, options)
        page = document_html(document, view, options)
        check_words(page, printed, options)
        made = printed_pdf(page, *enclosed)
        check_print(made.data, page, made.places, 1 if view.frame.one_page else None)
        check_enclosed(made.data, enclosed, plan, options)
    return File(f"{document.name}.pdf", made.data)


def _exported(name: str, plan: Plan, options: Options) -> Iterator[File]:
    export, (check, check_gone) = EXPORTS[name], CHECKS[name]
    data, gone = export.make(plan, options), export.remove(plan, options)
    check(data, plan, options)
    check_gone(gone, plan, options)
    yield File(export.file, data)
    if gone is not None:
        yield File(export.removal, gone)
