"""The work of this project that is measured, called as ``make`` calls it."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from clock import Used, used_by
from reference import plan_text

from taperdocs.documents import DOCUMENTS
from taperdocs.documents.diary.diary import DiaryView
from taperdocs.documents.diary.diary import view as diary_view
from taperdocs.ics.export import EXPORTS
from taperdocs.language.language import language
from taperdocs.make.make import File, document_html, make
from taperdocs.make.presented import on_paper, shown
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.render import printed_pdf
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read
from taperdocs.readback.print import check_print
from taperdocs.readback.words import check_words


@lru_cache(maxsize=4)
def reference(turn: int, years: int = 1) -> Plan:
    """Return the plan of this *turn*."""
    return read(plan_text(years, turn=turn).encode())


def options(plan: Plan) -> Options:
    """Return the options: everything, on A4, in British English."""
    return Options(language("en-GB"), PAPERS["a4"], plan.first_day, everything=True)


def made(name: str, plan: Plan) -> File:
    """Make a document and read it back."""
    return next(make(plan, [name], options(plan)))


@dataclass(frozen=True, slots=True)
class Job:
    """Makes a document in each turn and keeps the PDFs."""

    name: str
    kept: dict[int, bytes] = field(default_factory=dict)

    def making(self, turn: int) -> Used:
        """Return the time to make the document and read it back."""
        plan = reference(turn)

        def work() -> None:
            self.kept[turn] = made(self.name, plan).data

        return used_by(work)

    def reading_back(self, turn: int) -> Used:
        """Return the time to read it back alone."""
        plan, document = reference(turn), DOCUMENTS[self.name]
        plan, asked = on_paper(plan, options(plan))
        page = document_html(document, document.view(plan, asked), asked)
        made = printed_pdf(page)

        def work() -> None:
            check_words(page, plan, asked)
            check_print(made.data, page, made.places)

        return used_by(work)


def exporting(turn: int) -> Used:
    """Return the time to make both phone calendars of a five-year plan."""
    plan = reference(turn, years=5)
    return used_by(lambda: [EXPORTS[name].make(*shown(plan, options(plan))) for name in ("ics", "doses")])


def names(plan: Plan) -> tuple[str, ...]:
    """Return the names of the documents that a plan has."""
    return tuple(name for name, document in DOCUMENTS.items() if document.needs(plan))


def page(name: str, plan: Plan, folder: Path) -> Path:
    """Write the HTML of a document, as the engine gets it, into *folder*, which must have the fonts."""
    document, (plan, asked) = DOCUMENTS[name], on_paper(plan, options(plan))
    path = folder / f"{name}-{plan.first_day}.html"
    path.write_text(document_html(document, document.view(plan, asked), asked))
    return path


def diary(plan: Plan) -> DiaryView:
    """Return the view of a diary."""
    return diary_view(*on_paper(plan, options(plan)))
