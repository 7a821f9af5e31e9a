"""The list of plans: each with what is taken today and what changes next."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from taperdocs.language.phrases import change, title
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read
from taperdocs.web.desk import desk_of, page, words_of


@dataclass(frozen=True)
class Entry:
    """A plan of the list; where it cannot be read, ``problems`` says how many problems it has."""

    name: str
    title: str
    lines: tuple[str, ...] = ()
    draft: bool = False
    problems: str = ""


def show(request: Request) -> Response:
    """Show all plans of the folder."""
    entries = [_entry(request, name) for name in desk_of(request).names()]
    return page(request, "plans.html", entries=entries, folder=desk_of(request).folder)


def _entry(request: Request, name: str) -> Entry:
    try:
        plan = read(desk_of(request).source(name))
    except TaperError as error:
        count = len(error.problems)
        said = words_of(request).texts("{number} problem to mend", "{number} problems to mend", count)
        return Entry(name, name, problems=said)
    draft = plan.outline.agreed is None
    return Entry(name, title(words_of(request), plan), _lines(request, plan), draft=draft)


def _lines(request: Request, plan: Plan) -> tuple[str, ...]:
    words, day = words_of(request, plan), desk_of(request).today()
    if not plan.outline.dated:
        return (words.text("The start is not fixed yet."),)
    plan = plan.ahead(day)
    if day < plan.first_day:
        taken = words.text("Begins on {day}.", day=words.language.day(plan.first_day))
        day = plan.first_day - timedelta(1)
    elif plan.period(day) is None:
        return (words.text("Over since {day}.", day=words.language.day(plan.last_day)),)
    else:
        taken = words.text("Today: {doses}", doses=words.taken(plan.on(day), plan.drugs))
    coming = plan.next_change(day)
    if coming is None:
        return taken, words.text("No other change has a date.")
    said, on = change(words, plan, coming), words.language.day(coming.first)
    return taken, words.text("Next change on {day}: {doses}", day=on, doses=said)
