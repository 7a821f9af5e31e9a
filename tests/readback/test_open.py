"""`taperdocs open` gives back what a hand-off carries, and nothing that somebody else put into a PDF."""

import io
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from envelopes import (
    OPTIONS,
    OTHER,
    PLAN,
    SOURCE,
    calendar,
    carrying,
    handoff,
    made,
    other_calendar,
    saved,
)

from taperdocs.__main__ import run
from taperdocs.plan.problems import TaperError
from taperdocs.readback.open_handoff import LARGEST_PDF, fits, opened

Run = Callable[..., int]
INSIDE: dict[str, Callable[[], bytes]] = {"plan.ics": calendar, "plan.toml": lambda: SOURCE}


@pytest.fixture
def tapers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return the program, run in a folder of its own with its arguments and what it reads."""
    monkeypatch.chdir(tmp_path)

    def start(*args: str, stdin: bytes = b"") -> int:
        monkeypatch.setattr(sys, "argv", ["taperdocs", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            run()
        return int(ended.value.code or 0)

    return start


def _there(folder: Path = Path()) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_identical_plan_file_and_calendar_come_back(
    tapers: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Byte for byte, under the names that they always have, and it is said where they are."""
    Path("handoff.pdf").write_bytes(handoff())

    assert tapers("open", "handoff.pdf", "-o", "back") == 0
    assert capsys.readouterr().err.split() == [str(Path("back", name)) for name in INSIDE]
    assert _there(Path("back")) == {name: data() for name, data in INSIDE.items()}


def test_a_hand_off_is_read_from_standard_input_too(tapers: Run) -> None:
    """As a plan file is."""
    assert tapers("open", "-", "-o", "back", stdin=handoff()) == 0
    assert _there() == {f"back/{name}": data() for name, data in INSIDE.items()}


def test_what_is_there_already_stays_when_it_is_the_same(tapers: Run) -> None:
    """Opening twice changes nothing."""
    Path("handoff.pdf").write_bytes(handoff())

    assert [tapers("open", "handoff.pdf", "-o", "back") for _ in range(2)] == [0, 0]
    assert _there(Path("back")) == {name: data() for name, data in INSIDE.items()}


@pytest.mark.parametrize("name", INSIDE)
def test_another_file_of_that_name_is_never_replaced(
    tapers: Run, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """It may be the newer plan; neither of the two files is written then."""
    Path("handoff.pdf").write_bytes(handoff())
    Path(name).write_bytes(b"mine")

    assert tapers("open", "handoff.pdf", "-o", ".") == 2
    assert _there() == {"handoff.pdf": handoff(), name: b"mine"}
    assert capsys.readouterr().err == (
        f"{name} is already there, and it is another\n"
        "    Choose another folder, or move that file away first.\n"
    )


def test_a_hand_off_that_was_signed_or_stamped_later_is_opened() -> None:
    """Another program has written the whole file anew, packed in its own way."""
    with pikepdf.open(io.BytesIO(handoff())) as pdf:
        again = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        plain = saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)

    assert dict(opened(again)) == dict(opened(plain)) == {name: data() for name, data in INSIDE.items()}


def test_a_hand_off_without_its_calendar_gives_the_plan() -> None:
    """A plan without dates has none to carry."""
    assert opened(carrying(("plan.toml", SOURCE))) == (("plan.toml", SOURCE),)


def test_files_that_somebody_else_attached_are_left_alone() -> None:
    """A letter that a clinic put beside them is not ours to write."""
    letter = carrying(("letter.docx", b"PK"), ("plan.toml", SOURCE), ("plan.ics", calendar()))

    assert dict(opened(letter)) == {name: data() for name, data in INSIDE.items()}


EVIL = (
    "../../plan.toml",
    "/plan.toml",
    "../plan.ics",
    "C:\\plan.toml",
    "..\\plan.toml",
    "plan.toml\0",
    "\0plan.toml",
    "plan.toml/../../x",
    "PLAN.TOML",
    "plan.toml ",
    "pl\u0430n.toml",
    "",
    "\ud800",
)


@pytest.mark.parametrize("name", EVIL, ids=ascii)
def test_names_in_the_pdf_never_decide_where_something_is_written(
    tapers: Run, tmp_path: Path, name: str
) -> None:
    """A file that is not named exactly as ours is none of ours."""
    folder = tmp_path / "a" / "b" / "c"
    evil = carrying((name, SOURCE), data=handoff()) if name != "\ud800" else _named(b"\xfe\xff\xd8\x00")
    Path("evil.pdf").write_bytes(evil)

    assert tapers("open", "evil.pdf", "-o", str(folder)) == 3
    assert set(_there(tmp_path)) == {"evil.pdf"}


@pytest.mark.parametrize("name", EVIL[:-1], ids=ascii)
def test_evil_names_beside_ours_are_left_alone(tapers: Run, tmp_path: Path, name: str) -> None:
    """Only the two files come out, in the folder that was asked for."""
    folder = tmp_path / "a" / "b" / "c"
    Path("evil.pdf").write_bytes(
        carrying((name, b"evil"), ("plan.toml", SOURCE), ("plan.ics", calendar()), (name, b"evil"))
    )

    assert tapers("open", "evil.pdf", "-o", str(folder)) == 0
    assert set(_there(tmp_path)) == {"evil.pdf", "a/b/c/plan.toml", "a/b/c/plan.ics"}


def _named(name: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(carrying(("x", SOURCE)))) as pdf:
        for file in pdf.attachments.values():
            file.obj.F = file.obj.UF = pikepdf.String(name)
        return saved(pdf)


def _locked(user: str) -> bytes:
    with pikepdf.open(io.BytesIO(handoff())) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=user))


def _many_pages() -> bytes:
    with pikepdf.open(io.BytesIO(handoff())) as pdf:
        for _ in range(600):
            pdf.add_blank_page()
        return saved(pdf)


def _one_page_more() -> bytes:
    with pikepdf.open(io.BytesIO(handoff())) as pdf:
        pdf.add_blank_page()
        return saved(pdf)


def _bomb(layers: int = 1, size: int = 100_000_000) -> bytes:
    """Return a hand-off whose plan file is zeros without end, packed *layers* times."""
    packed = b"\0" * size
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
    with pikepdf.open(io.BytesIO(carrying(("plan.toml", b"x")))) as pdf:
        stream = next(iter(pdf.attachments.values())).obj.EF.F
        filters = pikepdf.Array([pikepdf.Name.FlateDecode] * layers)
        stream.write(packed, filter=filters, decode_parms=pikepdf.Array([None] * layers))
        return saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none, recompress_flate=False)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a PDF": (lambda: SOURCE, "this is no PDF"),
    "nothing": (lambda: b"", "this is no PDF"),
    "cut off": (lambda: handoff()[:-2000], "the PDF is broken or cut off"),
    "broken": (lambda: b"%PDF-1.7\n" + b"x" * 5000, "the PDF is broken or cut off"),
    "larger than any": (lambda: handoff() + b"\0" * LARGEST_PDF, "the file is larger than any hand-off"),
    "locked": (lambda: _locked("user"), "the PDF is locked with a password"),
    "locked for its owner": (lambda: _locked(""), "the PDF is locked with a password"),
    "another of ours": (lambda: made("calendar"), "this PDF carries no plan"),
    "printed without name": (
        lambda: made("handoff", options=replace(OPTIONS, named=False)),
        "this PDF carries no plan",
    ),
    "printed without the drug": (
        lambda: made("handoff", options=replace(OPTIONS, discreet=True)),
        "this PDF carries no plan",
    ),
    "only a calendar": (lambda: carrying(("plan.ics", calendar())), "this PDF carries no plan"),
    "two plans": (
        lambda: carrying(("plan.toml", SOURCE), ("plan.toml", OTHER)),
        "it carries two files of the name plan.toml",
    ),
    "no readable plan": (
        lambda: carrying(("plan.toml", b"dear doctor")),
        "the plan file in it cannot be read: this does not look like a plan file",
    ),
    "an empty plan": (
        lambda: carrying(("plan.toml", b"")),
        "the plan file in it cannot be read: the file is empty",
    ),
    "a plan with a slip": (
        lambda: carrying(("plan.toml", SOURCE.replace(b'"1 mg"', b'"1 mgg"'))),
        'the plan file in it cannot be read: "1 mgg" is not a dose',
    ),
    "a plan larger than any": (
        lambda: carrying(("plan.toml", SOURCE + b"#" * 300_000)),
        "the plan file in it cannot be read: the file is larger than any plan",
    ),
    "another plan": (
        lambda: carrying(("plan.toml", OTHER), ("plan.ics", other_calendar())),
        "the plan file in it has the code",
    ),
    "one dose changed": (
        lambda: carrying(("plan.toml", SOURCE.replace(b'"1 mg"', b'"1.25 mg"'))),
        "the plan file in it has the code",
    ),
    "the calendar of another plan": (
        lambda: carrying(("plan.toml", SOURCE), ("plan.ics", other_calendar())),
        "the phone calendar in it is of another plan",
    ),
    "a page of something else": (_one_page_more, "the plan file in it has the code"),
    "far too many pages": (_many_pages, "this PDF has not as many pages as a hand-off"),
    "a bomb": (_bomb, "it is packed as no hand-off is, and may fill the memory"),
    "a bomb in a bomb": (lambda: _bomb(2), "it is packed as no hand-off is, and may fill the memory"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_everything_else_is_refused_with_one_problem(
    tapers: Run, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    """It says what is wrong and what to do, and writes nothing."""
    make, said = REFUSED[what]
    Path("sent.pdf").write_bytes(make())
    before = _there()

    assert tapers("open", "sent.pdf", "-o", "back") == 3
    assert _there() == before
    assert not Path("back").exists()
    first, remedy = capsys.readouterr().err.splitlines()
    assert first.startswith(f"sent.pdf: {said}")
    assert remedy.startswith("    ")


def test_a_hand_off_that_keeps_names_back_is_told_apart_from_no_hand_off() -> None:
    """Who gets such a page knows then whom to ask, and for what."""
    with pytest.raises(TaperError, match="printed without name or without the drug's name carries none"):
        opened(made("handoff", options=replace(OPTIONS, named=False)))


def test_the_code_of_the_plan_inside_is_said() -> None:
    """It can be compared with the code on other pages."""
    with pytest.raises(TaperError, match=r"has the code [2-9A-Z]{6}") as refused:
        opened(carrying(("plan.toml", OTHER)))

    assert PLAN.code not in str(refused.value)


def test_a_file_that_is_cut_off_anywhere_gives_the_whole_plan_or_nothing() -> None:
    """A broken download never gives half a plan."""
    whole = {name: data() for name, data in INSIDE.items()}
    for end in range(0, len(handoff()), len(handoff()) // 40):
        try:
            found = dict(opened(handoff()[:end]))
        except TaperError:
            continue
        assert found.items() <= whole.items()


def test_a_bomb_is_refused_before_any_engine_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine would unpack all of it to say how large it is."""

    def never(_data: bytes) -> None:
        message = "the engine was asked"
        raise AssertionError(message)

    monkeypatch.setattr(pypdfium2, "PdfDocument", never)

    with pytest.raises(TaperError, match="may fill the memory"):
        opened(_bomb())


def test_what_is_packed_is_measured_in_every_layer() -> None:
    """Bytes of one stream, of many, and of streams in streams count together."""
    inner = b"%PDF-1.7 stream\n" + zlib.compress(b"\0" * 1000) + b"\nendstream"
    outer = b"%PDF-1.7 stream\r\n" + zlib.compress(inner) + b"\nendstream\n"

    assert fits(inner, 1000)
    assert not fits(inner, 999)
    assert fits(inner * 2, 2000)
    assert not fits(inner * 2, 1999)
    assert fits(outer, 1000 + len(inner))
    assert not fits(outer, 999 + len(inner))


@pytest.mark.parametrize(
    "name", [b"/LZWDecode", b"/LZ#57Decode", b"/ASCIIHexDecode", b"/A85", b"/RunLengthDecode"]
)
def test_ways_of_packing_that_cannot_be_measured_do_not_fit(name: bytes) -> None:
    """However they are written, and also where they are packed themselves."""
    plain = b"%PDF-1.7 << /Filter " + name + b" >>"

    assert not fits(plain, 1000)
    assert not fits(b"%PDF-1.7 stream\n" + zlib.compress(plain), 1000)
