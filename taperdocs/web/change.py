"""Something changed: what a change would move is shown first, and written only when the person says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taperdocs.language import compared
from taperdocs.language.phrases import changed as change_in_words
from taperdocs.language.phrases import closing
from taperdocs.make.printable import refuse_unprintable
from taperdocs.make.typed import read_date, read_days, summary
from taperdocs.make.write import write_over
from taperdocs.plan.changes import CHANGES, keys
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, Phrase, Problem, TaperError, gathered, say
from taperdocs.plan.revisions import PlanDifference
from taperdocs.planfile.append import Wish, changed, undone
from taperdocs.planfile.reader import read
from taperdocs.rules import news_of
from taperdocs.web.desk import Form, ShownProblem, desk_of, digest, page, problems_of, to_plan, words_of
from taperdocs.web.seen import Remark, remarks, sources

_CONFLICT, _UNREADABLE = 409, 422


@dataclass(frozen=True)
class Moved:
    """What a change moves: in words, day by day with before and after, and what guidance would newly remark."""

    happened: str
    first_day: str
    rows: tuple[compared.Row, ...]
    remarks: tuple[Remark, ...]
    sources: str
    closing: str


@dataclass(frozen=True)
class Kind:
    """A kind of change: its key, its name, what it does and the keys that it takes."""

    key: str
    name: str
    summary: str
    takes: tuple[str, ...]


def show(request: Request) -> Response:
    """Show the empty form, with today as the first day."""
    return _shown(
        request, Form((("on", str(desk_of(request).today())),)), applied="applied" in request.query_params
    )


def ask(request: Request, form: Form) -> Response:
    """Show what the change would move, or write it."""
    return _done(request, form, lambda old: _changed(old, form, desk_of(request).today()))


def undo(request: Request, form: Form) -> Response:
    """Show what taking the last change back would move, or do it."""
    return _done(request, form, lambda old: undone(old, desk_of(request).today()), undoing=True)


def _done(request: Request, form: Form, change: Callable[[Plan], Plan], *, undoing: bool = False) -> Response:
    desk, name = desk_of(request), request.path_params["name"]
    old = read(desk.source(name))
    try:
        new = change(old)
    except TaperError as error:
        return _shown(request, form, _UNREADABLE, problems=problems_of(request, error))
    moved = _moved(request, old, new, undoing=undoing)
    if form["act"] != "apply":
        return _shown(request, form, moved=moved, undoing=undoing)
    if form["digest"] != digest(old.source):
        return _shown(request, form, _CONFLICT, moved=moved, undoing=undoing, conflict=True)
    try:
        write_over(desk.path(name), new.source, old.source)
    except TaperError as error:
        return _shown(request, form, _CONFLICT, problems=problems_of(request, error))
    return to_plan(name, "change?applied")


def _shown(  # noqa: PLR0913  each is a state of the page
    request: Request,
    form: Form,
    status: int = 200,
    *,
    problems: tuple[ShownProblem, ...] = (),
    moved: Moved | None = None,
    undoing: bool = False,
    conflict: bool = False,
    applied: bool = False,
) -> Response:
    name = request.path_params["name"]
    plan = read(desk_of(request).source(name))
    words = words_of(request, plan)
    kinds = tuple(
        Kind(key, words.text(kind.name), words.text(summary(kind)), tuple(keys(key)))
        for key, kind in CHANGES.items()
    )
    return page(
        request,
        "change.html",
        status,
        name=name,
        form=form,
        digest=digest(plan.source),
        kinds=kinds,
        problems=problems,
        fields=("kind", "on", "days", "steps", "why", "drug"),
        drugs=tuple(course.drug for course in plan.outline.courses),
        moved=moved,
        undoing=undoing,
        conflict=conflict,
        applied=applied,
        ahead=plan.outline.dated and plan.first_day >= desk_of(request).today(),
        last=change_in_words(words, plan.outline.changes[-1]) if plan.outline.changes else "",
    )


def _moved(request: Request, old: Plan, new: Plan, *, undoing: bool) -> Moved:
    words, both = words_of(request, old), PlanDifference(old, new)
    code = words.text("Plan code"), compared.code(old, words), compared.code(new, words)
    found = news_of(old, new)
    return Moved(
        compared.happened(words, (old if undoing else new).outline.changes[-1]),
        compared.first_day(both, words),
        (*compared.days(both, words), *compared.ends(both, words), code)
        if undoing
        else compared.change_rows(old, new, words),
        remarks(words, found),
        sources(words, found),
        closing(words) if found else "",
    )


def _changed(old: Plan, form: Form, today: date) -> Plan:
    """Return the changed plan; raise ``TaperError`` with each problem at its field."""
    problems, kind = list(_missing(form)), form["kind"]
    on, days = today, None
    with gathered(problems):
        on = read_date("on", form["on"].strip()) or today
    with gathered(problems):
        days = read_days("days", form["days"]) if form["days"].strip() else None
    if problems:
        raise TaperError(*problems)
    try:
        new = changed(old, Wish(kind, on, days, form["why"], form["steps"].strip(), form["drug"]), today)
    except TaperError as error:
        raise TaperError(*(_at_its_field(problem) for problem in error.problems)) from None
    refuse_unprintable(new, known=old)
    return new


def _missing(form: Form) -> Iterator[Problem]:
    """Yield what is missing for the kind of change, and what does not belong to it."""
    kind = form["kind"]
    if kind not in CHANGES:
        yield _at("kind", say("it is not said what happened"), say("Choose it."))
        return
    known, name = keys(kind), Phrase(CHANGES[kind].name)
    for key in ("days", "steps"):
        if form[key].strip() and key not in known:
            yield _at(key, say('this does not belong to "{kind}"', kind=name), say("Leave it empty."))
    if known.get("days") == 0 and not form["days"].strip():
        yield _at("days", say("it is not said how long"), say('Write it, as in "2 weeks" or "10 days".'))
    if "steps" in known and not form["steps"].strip():
        yield _at("steps", say("the steps are missing"), say("Write them as they were agreed."))


def _at(field: str, message: Message, remedy: Message) -> Problem:
    return Problem((field,), message, remedy)


def _at_its_field(problem: Problem) -> Problem:
    place = (
        problem.where[2:] if problem.where[:1] == ("change",) and len(problem.where) > 1 else problem.where
    )
    return replace(problem, where=place or ("kind",), line=None)
