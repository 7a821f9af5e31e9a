"""Hand-offs to take apart, and hand-offs whose contents somebody changed after they were made."""

import io
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pikepdf

from taperdocs.language.language import language
from taperdocs.make import make as making
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

SAMPLES = Path(__file__).parents[1] / "samples"
SOURCE = (SAMPLES / "with-a-hold.toml").read_bytes()
OTHER = (SAMPLES / "prednisolone.toml").read_bytes()
PLAN = read(SOURCE)
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 20))


def made(name: str, plan: Plan = PLAN, options: Options = OPTIONS) -> bytes:
    """Return a finished file, the first where there are several."""
    file, *_ = making.make(plan, [name], options)
    return file.data


@lru_cache(maxsize=1)
def handoff() -> bytes:
    """Return the hand-off of ``PLAN``."""
    return made("handoff")


@lru_cache(maxsize=1)
def calendar() -> bytes:
    """Return the phone calendar of ``PLAN``."""
    return made("ics")


@lru_cache(maxsize=1)
def other_calendar() -> bytes:
    """Return the phone calendar of another plan."""
    return made("ics", read(OTHER), replace(OPTIONS, as_of=date(2027, 1, 4)))


def carried(data: bytes) -> dict[str, bytes]:
    """Return what pikepdf finds in the tree of names of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}


def carrying(*files: tuple[str, bytes], data: bytes | None = None, **packed: object) -> bytes:
    """Return the hand-off with other files in it, under any names, written by another program."""
    with pikepdf.open(io.BytesIO(handoff() if data is None else data)) as pdf:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        if "/AF" in pdf.Root:
            del pdf.Root["/AF"]
        for number, (name, content) in enumerate(files):
            file = pikepdf.AttachedFileSpec(
                pdf, content, description="", filename="", mime_type="", creation_date="", mod_date=""
            )
            file.obj.F = file.obj.UF = pikepdf.String(name)
            pdf.attachments[f"{number:03}"] = file
        return saved(pdf, **packed)


def saved(pdf: pikepdf.Pdf, **packed: object) -> bytes:
    """Return *pdf* as another program writes it."""
    written = io.BytesIO()
    pdf.save(written, static_id=True, **packed)  # type: ignore[arg-type]
    return written.getvalue()
