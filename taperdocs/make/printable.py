"""Finds the letters of a plan file that the bundled fonts cannot print, with their lines and keys."""

import unicodedata
from collections.abc import Iterator

from taperdocs.pdf.measure import signs
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Place, Problem, TaperError, excerpt, say
from taperdocs.planfile.toml import located, read_text, read_toml

_SHOWN = 20
"""How many letters one problem names at most."""


def unprintable(plan: Plan) -> tuple[Problem, ...]:
    """Return a problem for each text of the plan file that has letters which the fonts lack."""
    source = (plan.source or b"").decode("utf-8-sig")
    if source.isascii() and "\\" not in source:
        return ()  # The fonts have all ASCII letters, and reading them is slow.
    toml = read_toml(read_text(plan.source))
    return located(toml.text, tuple(_problems(toml.values)))


def refuse_unprintable(plan: Plan, known: Plan | None = None) -> None:
    """Raise ``TaperError`` for letters that no page can print, except where the *known* plan has such letters too."""
    there = {problem.where for problem in unprintable(known)} if known else set[Place]()
    if problems := [problem for problem in unprintable(plan) if problem.where not in there]:
        raise TaperError(*problems)


def _problems(values: object) -> Iterator[Problem]:
    for where, text in _texts(values, ()):
        # Every kind of white space is printed as a space.
        unknown = dict.fromkeys(sign for sign in text if ord(sign) not in signs() and not sign.isspace())
        if not unknown:
            continue
        plain = "".join(_plain(sign) if sign in unknown else sign for sign in text)
        yield Problem(
            where,
            say(
                '"{text}" has letters that cannot be printed: {letters}',
                text=excerpt(text),
                letters=" ".join(tuple(unknown)[:_SHOWN]),
            ),
            say(
                'If the person agrees, write it in letters that can be printed, as in "{plain}".',
                plain=excerpt(plain),
            )
            if all(ord(sign) in signs() for sign in plain if not sign.isspace()) and all(map(_plain, unknown))
            else say("The fonts lack these letters. If the person agrees, write it without them.")
            if all(unicodedata.name(sign, "LATIN").startswith("LATIN") for sign in unknown)
            else say("Write names and notes in Latin, Greek or Cyrillic letters."),
        )


def _texts(value: object, where: Place) -> Iterator[tuple[Place, str]]:
    """Yield each text, and each name of a key, with its place."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield (*where, key), key
            yield from _texts(inside, (*where, key))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from _texts(inside, (*where, index))
    elif isinstance(value, str):
        yield where, value


def _plain(sign: str) -> str:
    """Return *sign* without its accents: ``e`` for ``é``; an empty text if it is not a letter."""
    if not unicodedata.category(sign).startswith("L"):
        return ""
    parts = unicodedata.normalize("NFKD", sign)
    return "".join(part for part in parts if not unicodedata.combining(part) and part.isalpha())
