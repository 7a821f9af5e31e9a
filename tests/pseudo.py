"""Languages that nobody speaks, made from the messages themselves, to see what a real one would break.

Their letters have accents, so that what was never translated is seen.
"""

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from math import ceil
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from messages import messages_of, used

from taperdocs.language.language import Language

_ACCENTED = str.maketrans("aceinosuyzACEINOSUYZ", "áčéíñóšúýžÁČÉÍÑÓŠÚÝŽ")
_UNITS = {"mg", "mcg", "g", "mL", "mm"}
_LONGER = 0.4
_RIGHT = "\N{RIGHT-TO-LEFT MARK}"


@cache
def longer() -> Language:
    """Return a language whose messages are 40 % longer than the English ones, each in brackets.

    One that was cut off is seen by its missing bracket.
    """
    return Language("en-GB", po=_catalogue(lambda text: f"[{_rewritten(text, str, _stretched)}]"))


@cache
def mirrored() -> Language:
    """Return a language from right to left, though in Latin letters: the fonts have no others.

    As in Arabic each value stands between signs of that direction, and an arrow to what is new points left.
    """

    def value(field: str) -> str:
        return f"{_RIGHT}{field}{_RIGHT}"

    def accented(word: str) -> str:
        return word if word in _UNITS else word.translate(_ACCENTED)

    def turned(text: str) -> str:
        return _rewritten(text, value, accented).replace("→", "←")

    return Language("en-GB", po=_catalogue(turned), writing="rtl")


def _catalogue(said: Callable[[str], str]) -> bytes:
    """Return a .po file with every message as it is *said*."""
    catalog, file = Catalog(), BytesIO()
    for message in messages_of(used()):
        text = message.id
        catalog.add(text, said(text) if isinstance(text, str) else tuple(map(said, text)))
    write_po(file, catalog)
    return file.getvalue()


def _rewritten(text: str, value: Callable[[str], str], word: Callable[[str], str]) -> str:
    """Return *text* with each placeholder as *value* and each word as *word* turns it."""
    parts = list[str]()
    for said, name, *_ in Formatter().parse(text):
        literal = re.sub(r"[A-Za-z]+", lambda match: word(match[0]), said)
        parts.append(literal.replace("{", "{{").replace("}", "}}"))
        parts.append("" if name is None else value(f"{{{name}}}"))
    return "".join(parts)


def _stretched(word: str) -> str:
    if word in _UNITS:
        return word
    more = ceil(len(word) * _LONGER)
    return ("".join(letter * 2 for letter in word[:more]) + word[more:]).translate(_ACCENTED)


class Said(HTMLParser):
    """Collects what a page says: its texts, the alternatives of its pictures, and what its margins hold."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a text; of a style sheet what the margins hold, whose signs are written as their codes."""
        if self.lasttag != "style":
            self.texts.append(data)
        for content in re.findall(r"content: ([^;]*);", data):
            quoted = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', content))
            self.texts.append(re.sub(r"\\([0-9a-f]{1,6}) ?", lambda code: chr(int(code[1], 16)), quoted))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is read aloud in the place of something."""
        del tag
        self.texts += [
            text for name, text in attrs if text and name in {"alt", "aria-label", "title", "placeholder"}
        ]
