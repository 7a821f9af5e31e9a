"""Reads a plan file from bytes to the built plan, and says all its problems with their lines."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from taperdocs.build import build, dose_problems
from taperdocs.errors import Message, Place, Problem, TaperError, say
from taperdocs.outline import outline
from taperdocs.plan import Outline, Plan
from taperdocs.planfile import TAG, PlanFile, keys_of
from taperdocs.source import located, read_text, read_toml


def read(data: bytes) -> Plan:
    """Read a plan file and build its plan; raise ``TaperError`` with every problem that can be seen."""
    text = read_text(data)
    raw = read_toml(text)
    try:
        return build(_outline(raw))
    except TaperError as error:
        raise TaperError(*located(text, _once(error.problems))) from None


def _outline(raw: Mapping[str, object]) -> Outline:
    try:
        file = PlanFile.model_validate(raw)
    except ValidationError as error:
        problems = [_problem(details, raw) for details in error.errors(include_url=False)]
        raise TaperError(*problems, *_in_the_rest(raw, problems)) from None
    return outline(file)


def _in_the_rest(raw: Mapping[str, object], problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Find the problems of the steps that can be read where others cannot, so that all are said at once."""
    broken = {problem.where[1] for problem in problems if problem.where[:1] == ("step",) and len(problem.where) > 1}
    steps = raw.get("step")
    if not isinstance(steps, list) or any(problem.where[:1] != ("step",) for problem in problems):
        return ()
    kept = {number: index for number, index in enumerate(i for i in range(len(steps)) if i not in broken)}
    if not kept:
        return ()
    try:
        return dose_problems(outline(PlanFile.model_validate({**raw, "step": [steps[index] for index in kept.values()]}), kept))
    except TaperError as error:
        return error.problems
    except ValidationError:
        return ()


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))


_MISSING = {
    "format": say("Write format = 1 in the first line; it says how the file is to be read."),
    "start": say("Write the first day, as in start = 2026-12-07."),
    "strength": say('Write the strength that is on the packet, as in strength = "0.5 mg" or "2.5 mg/mL".'),
    "form": say('Write what it is, as in form = "tablet".'),
    "by": say("Write with whom the plan was agreed, or take the table out: then every page says DRAFT."),
    "on": say("Write the day, as in on = 2026-12-07."),
}


def _problem(error: ErrorDetails, raw: Mapping[str, object]) -> Problem:
    """Say one of pydantic's errors in our words, by its type and never by its text."""
    where = _place(error["loc"])
    value = str(error["input"])[:40]
    context = error.get("ctx", {})
    match error["type"]:
        case "refused":
            message, remedy = context["message"], context["remedy"]
            if isinstance(message, Message) and isinstance(remedy, Message):
                return Problem(where, message, remedy)
        case "extra_forbidden":
            return _unknown_key(where, raw)
        case "missing":
            key = str(where[-1])
            remedy = _MISSING.get(key, say("Write it; samples/README.md shows an example of every key."))
            return Problem(where[:-1], say('"{key}" is missing', key=key), remedy)
        case "enum" | "literal_error":
            return Problem(where, say('"{value}" is not known here', value=value), say("Write one of {expected}.", expected=context["expected"]))
        case "union_tag_invalid":
            return Problem(
                (*where, "taper"), say("this way of tapering is not known"), say('Write taper = "linear" or taper = "percent", or take it out.')
            )
        case "uuid_parsing" | "uuid_type" | "is_instance_of":
            return Problem(where, say('"{value}" is not an identifier', value=value), say('Take the line out, or copy it from "taperdocs new".'))
        case "too_long" | "too_short" | "string_too_long" | "string_too_short":
            return Problem(where, say("this has too few or too many entries"), say("samples/README.md says how many are possible."))
        case "list_type":
            return Problem(where, say("this is written once but may stand several times"), say("Write it with two brackets, as in [[{key}]], or as a list in brackets.", key=where[-1]))
        case "model_type" | "dict_type" | "model_attributes_type":
            return Problem(where, say("this is a value where a table belongs"), say("Write a heading such as [person] and the keys below it."))
    return Problem(where, say('"{value}" does not fit here', value=value), say("samples/README.md shows an example of every key."))


def _place(location: tuple[str | int, ...]) -> Place:
    """Leave out what pydantic adds to a place: the names of alternatives and of a table's keys."""
    return tuple(part for part in location if part != "[key]" and not str(part).startswith(TAG))


def _unknown_key(where: Place, raw: Mapping[str, object]) -> Problem:
    key, known = str(where[-1]), keys_of(where[:-1], raw)
    near = get_close_matches(key.casefold(), known, n=1)
    remedy = say('Did you mean "{near}"?', near=near[0]) if near else say("Possible here: {keys}.", keys=", ".join(known))
    return Problem(where, say('"{key}" is not a key of a plan file', key=key), remedy)
