"""Keeps the .po files in step with what is said: `python tests/messages.py` (`make messages`).

Every message of the code and the templates is collected and put into the catalogue of each language, in the
order of the files; what is no longer said is taken out, and nothing is guessed from a message that is
nearly the same. English is the source: its catalogues hold only what a territory says differently.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from inspect import getfile
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from taperdocs.make.typed import OPTIONS, Option, summary
from taperdocs.plan.changes import CHANGES
from taperdocs.rules import Level

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "taperdocs" / "language" / "locales"
_FUNCTIONS = {"say": 1, "Phrase": 1, "Nouns": 2, "Counted": 2}
_METHODS = {"text": 1, "_unbroken": 1, "gettext": 1, "texts": 2, "ngettext": 2}
_IN_TEMPLATES = {"_": None, "ngettext": (1, 2)}
_SIGN = re.compile(r"[^\w\s{}=.,:;!?¿¡'\"()-]")

Text = str | tuple[str, ...]
"""A message, or its singular and its plural."""

Said = tuple[str, Text]
"""The file in which a message stands, and the message."""


@cache
def used() -> Catalog:
    """Return every message that the code and the templates may say."""
    catalog = Catalog()
    # Within a file by the alphabet: code that moves moves no message.
    for place, text in sorted(
        {*_in_code(), *_in_templates(), *_named()}, key=lambda said: (said[0], _one(said[1]))
    ):
        if _has_words(text):
            catalog.add(text, locations=[(place, 0)])
    return catalog


def _in_code() -> Iterator[Said]:
    """Yield what the code says: the texts of calls such as ``say(...)`` and ``words.text(...)``."""
    for path in sorted((ROOT / "taperdocs").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (texts := tuple(_texts(node))):
                yield place, texts if len(texts) > 1 else texts[0]


def _texts(call: ast.Call) -> Iterator[str]:
    match call.func:
        case ast.Name(name):
            count = _FUNCTIONS.get(name, 0)
        case ast.Attribute(attr=name):
            count = _METHODS.get(name, 0)
        case _:
            count = 0
    for argument in call.args[:count]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _in_templates() -> Iterator[Said]:
    methods = [("**.html", "jinja2"), ("**.css", "jinja2")]
    found = extract_from_dir(ROOT / "templates", methods, keywords=_IN_TEMPLATES)
    for name, _, text, _, _ in found:
        yield f"templates/{name}", text if isinstance(text, str) else tuple(text)


def _named() -> Iterator[Said]:
    """Yield the names that are translated where they are printed."""
    for kind in CHANGES.values():
        yield _file(kind), kind.name
        yield _file(kind), summary(kind)
    for level in Level:
        yield _file(Level), level.value
    for option in OPTIONS:
        yield _file(Option), option.help
        yield _file(Option), option.label


def _file(thing: type) -> str:
    return Path(getfile(thing)).relative_to(ROOT).as_posix()


def _has_words(text: Text) -> bool:
    """Tell whether there is anything to translate in *text*: it is more than one value."""
    return re.fullmatch(r"\{\w+\}|", _one(text)) is None


def _one(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else text[0]


def read(path: Path) -> Catalog:
    """Return the catalogue at *path*."""
    return read_po(BytesIO(path.read_bytes()))


def messages_of(catalog: Catalog) -> tuple[Message, ...]:
    """Return the messages of *catalog* without its head."""
    return tuple(message for message in catalog if message.id)


def is_source(path: Path) -> bool:
    """Tell whether *path* is English, which needs no translation."""
    return path.stem.startswith("en_")


def translations(message: Message) -> tuple[str, ...]:
    """Return the translated forms of *message*."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def names(text: str) -> frozenset[str]:
    """Return the placeholders of *text*."""
    return frozenset(name for _, name, *_ in Formatter().parse(text) if name is not None)


def complaints(catalog: Catalog, messages: Catalog, *, source: bool = False) -> list[str]:
    """Say what is wrong with *catalog*, a line each; of a *source* language nothing has to be translated."""
    found = list[str]()
    if not source:
        ids = {message.id for message in messages_of(catalog)}
        found += (f"missing: {message.id!r}" for message in messages_of(messages) if message.id not in ids)
    for message in messages_of(catalog):
        forms = translations(message)
        if message.id not in messages:
            found.append(f"obsolete: {message.id!r}")
        elif message.fuzzy or not forms or not all(forms):
            found.append(f"untranslated: {message.id!r}")
        else:
            found += (
                f"{lost}: {message.id!r}"
                for number, form in enumerate(forms)
                for lost in _lost(_form(message.id, number), form)
            )
    return found


def _form(text: str | Sequence[str], number: int) -> str:
    """Return the singular for the first form and the plural for the others."""
    return text if isinstance(text, str) else text[min(number, len(text) - 1)]


def _lost(text: str, form: str) -> Iterator[str]:
    """Yield what *form* does not have of *text*: its values, its figures and its signs."""
    if names(text) != names(form):
        yield f"{', '.join(sorted(names(text) ^ names(form)))} is not in both"
    if sorted(re.findall(r"\d+", text)) != sorted(re.findall(r"\d+", form)):
        yield "other figures"
    if _SIGN.findall(text) != _SIGN.findall(form):
        yield "other signs"


def merged(path: Path, messages: Catalog) -> bytes:
    """Return the catalogue at *path* with exactly *messages*; its head stays as it was written."""
    catalog = read(path)
    catalog.update(messages, no_fuzzy_matching=True)
    for message in messages_of(catalog):
        if is_source(path) and not any(translations(message)):
            catalog.delete(message.id)
    return written(path, catalog)


def written(path: Path, catalog: Catalog) -> bytes:
    """Return *catalog* as a file under the head of that at *path*, without dates and numbers of lines."""
    for message in messages_of(catalog):
        message.flags &= {"fuzzy"}
    head, body = path.read_bytes().partition(b"\n\n")[0].rstrip(), BytesIO()
    write_po(
        body,
        catalog,
        width=100,
        omit_header=True,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return b"\n\n".join(part for part in (head, body.getvalue().strip()) if part) + b"\n"


def merge(paths: Iterable[Path]) -> None:
    """Write each catalogue anew."""
    messages = used()
    for path in paths:
        path.write_bytes(merged(path, messages))


if __name__ == "__main__":
    merge(sorted(LOCALES.glob("*.po")))
