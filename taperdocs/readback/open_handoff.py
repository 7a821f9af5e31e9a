"""Takes the attached files out of a hand-off, after comparing them with its pages."""

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
"""Size of the largest PDF that is read, bytes. A hand-off has some tens of thousands, a signed or stamped one more."""

_UNPACKED = 30_000_000
"""Most bytes that a PDF may unpack to."""
_MOST_PAGES = 500
_HEAD = 1024
"""The mark of a PDF must be within this many bytes from the beginning, as other readers ask."""

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

    Raise ``TaperError`` if *data* is no hand-off, has no plan attached, or has another plan than its pages.
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
    """Refuse data that must not reach the PDF library."""
    if b"%PDF-" not in data[:_HEAD]:
        _refuse(say("this is no PDF"), say("Give the PDF file of the hand-off."))
    if len(data) > LARGEST_PDF:
        _refuse(say("the file is larger than any hand-off"), say("Give the hand-off alone, without scans."))
    if b"/Encrypt" in data:
        _refuse(say("the PDF is locked with a password"), say("Save it again without the password."))
    if not fits(data, _UNPACKED):
        _refuse(say("it is packed as no hand-off is, and may fill the memory"), _ASK_FOR_PLAN)


def _read(data: bytes) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """Return the files attached to a PDF, and the text of each page."""
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
    """Refuse a plan or calendar from elsewhere: each page and each event must say the code of the plan."""
    if any(plan.code not in page for page in pages):
        _refuse(
            say("the plan file in it has the code {code}, and its pages say another", code=plan.code),
            _ASK_FOR_PLAN,
        )
    if calendar is not None and not _is_of(plan, calendar):
        _refuse(say("the phone calendar in it is of another plan"), _ASK)


def _is_of(plan: Plan, calendar: bytes) -> bool:
    """Tell whether *calendar* is a calendar with events, each of which says the code of *plan*."""
    try:
        events = parsed(CALENDAR, calendar).events
    except ReadBackError:
        return False
    return bool(events) and all(any(plan.code in line for line in event.lines) for event in events)


def _refuse(message: Message, remedy: Message) -> NoReturn:
    raise TaperError(Problem((), message, remedy)) from None


def fits(data: bytes, most: int) -> bool:
    """Tell whether a PDF unpacks to at most *most* bytes, counting also streams packed inside streams.

    A PDF packed in another way than Flate does not fit, since its size cannot be told. Packed pictures are not
    counted, since a reader of text does not unpack them.
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
    """Return the unpacked bytes of *layer* from *begin* on, at most *most*; nothing if they are not packed."""
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
