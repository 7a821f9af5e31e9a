"""Gives back what a hand-off carries, after comparing it with what its pages say."""

import re
import zlib
from typing import NoReturn

import pypdfium2

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, Problem, ReadBackError, TaperError, say
from taperdocs.planfile.reader import read
from taperdocs.readback.attached import CALENDAR, NAMES, PLAN_FILE, attachments
from taperdocs.readback.parse_ics import parsed
from taperdocs.readback.pdfium import opened_pdf

LARGEST_PDF = 10_000_000
"""Bytes. A hand-off has some tens of thousands; one that was signed or stamped has more."""

_UNPACKED = 30_000_000
_MOST_PAGES = 500
_HEAD = 1024
"""So far from the beginning readers look for the mark of a PDF."""

_BEGIN = re.compile(rb"stream(?:\r\n|\n|\r)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OTHER_WAYS = re.compile(rb"/(?:LZW|A85|AHx|ASCII85Decode|ASCIIHexDecode|RunLengthDecode)")
_PIECE = 65536

_ASK = say("Ask whoever gave you the hand-off to send it again.")
_ASK_FOR_PLAN = say("Ask whoever gave you the hand-off for the plan file itself.")
_ONLY_SOME = say(
    "Give a hand-off. One that was printed without name or without the drug's name carries none: "
    "ask whoever made it for the plan file."
)


def opened(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the files in a hand-off, each under its own constant name.

    Raise ``TaperError`` where it is no hand-off, has no plan in it, or another one than the pages say.
    """
    _check_file(data)
    carried, pages = _read(data)
    files = dict[str, bytes]()
    for name, content in carried:
        if name in files:
            _refuse(say("it carries two files of the name {name}", name=name), _ASK)
        files[name] = content
    if PLAN_FILE not in files:
        _refuse(say("this PDF carries no plan"), _ONLY_SOME)
    _compare(_plan(files[PLAN_FILE]), pages, files.get(CALENDAR))
    return tuple(files.items())


def _check_file(data: bytes) -> None:
    """Refuse what must not come near the engine."""
    if b"%PDF-" not in data[:_HEAD]:
        _refuse(say("this is no PDF"), say("Give the PDF file of the hand-off."))
    if len(data) > LARGEST_PDF:
        _refuse(say("the file is larger than any hand-off"), say("Give the hand-off alone, without scans."))
    if b"/Encrypt" in data:
        _refuse(say("the PDF is locked with a password"), say("Save it again without the password."))
    if not fits(data, _UNPACKED):
        _refuse(say("it is packed as no hand-off is, and may fill the memory"), _ASK_FOR_PLAN)


def _read(data: bytes) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """Return the files that a PDF carries, and the text of each page."""
    try:
        with opened_pdf(data) as document:
            if not 0 < len(document) <= _MOST_PAGES:
                _refuse(
                    say("this PDF has not as many pages as a hand-off"),
                    say("Give the PDF file of the hand-off."),
                )
            carried = tuple(attachments(document, NAMES))
            return carried, tuple(page.get_textpage().get_text_range() for page in document)
    except pypdfium2.PdfiumError:
        _refuse(say("the PDF is broken or cut off"), say("Copy or download it again."))


def _plan(source: bytes) -> Plan:
    try:
        return read(source)
    except TaperError as error:
        said = error.problems[0].message
        _refuse(say("the plan file in it cannot be read: {reason}", reason=said), _ASK_FOR_PLAN)


def _compare(plan: Plan, pages: tuple[str, ...], calendar: bytes | None) -> None:
    """Refuse a plan or a calendar that was put in the place of another: each page and event says its code."""
    if any(plan.code not in page for page in pages):
        _refuse(
            say("the plan file in it has the code {code}, and its pages say another", code=plan.code),
            _ASK_FOR_PLAN,
        )
    if calendar is not None and not _is_of(plan, calendar):
        _refuse(say("the phone calendar in it is of another plan"), _ASK)


def _is_of(plan: Plan, calendar: bytes) -> bool:
    """Tell whether *calendar* is one, and each of its events says the code of *plan*."""
    try:
        events = parsed(CALENDAR, calendar).events
    except ReadBackError:
        return False
    return bool(events) and all(any(plan.code in line for line in event.lines) for event in events)


def _refuse(message: Message, remedy: Message) -> NoReturn:
    raise TaperError(Problem((), message, remedy)) from None


def fits(data: bytes, most: int) -> bool:
    """Tell whether a PDF unpacks to at most *most* bytes, also what is packed in what is packed.

    One that packs in other ways than Flate does not fit, since nothing can be told of it. Pictures are left
    alone: nobody unpacks them who only reads.
    """
    layers, room = [data], most
    while layers:
        layer = layers.pop()
        if _OTHER_WAYS.search(_ESCAPED.sub(lambda code: bytes.fromhex(code[1].decode()), layer)):
            return False
        for begin in (0, *(found.end() for found in _BEGIN.finditer(layer))):
            unpacked = _unpacked(layer, begin, room + 1)
            room -= len(unpacked)
            if room < 0:
                return False
            if unpacked:
                layers.append(unpacked)
    return True


def _unpacked(layer: bytes, begin: int, most: int) -> bytes:
    """Return what is packed in *layer* from *begin* on, or its first *most* bytes, or nothing."""
    inflate, made, size = zlib.decompressobj(), list[bytes](), 0
    while size < most and not inflate.eof and begin < len(layer):
        packed = inflate.unconsumed_tail or layer[begin : begin + _PIECE]
        begin += 0 if inflate.unconsumed_tail else _PIECE
        try:
            made.append(inflate.decompress(packed, most - size))
        except zlib.error:
            break
        size += len(made[-1])
    return b"".join(made)
