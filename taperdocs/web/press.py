"""Makes the files of plans one at a time, and keeps the latest in memory."""

from contextlib import suppress
from functools import lru_cache

from taperdocs.language.language import language
from taperdocs.make.make import ONE_AT_A_TIME, File, make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.resources import folder
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read
from taperdocs.web.spoken import USUAL

_MOST = 60
"""How many documents are kept."""


class Press:
    """Keeps what was made, so that a document and its pictures are made once."""

    def __init__(self) -> None:
        """Begin with nothing made."""
        self._made: dict[tuple[bytes, str, Options], tuple[File, ...]] = {}

    def files(self, plan: Plan, name: str, options: Options) -> tuple[File, ...]:
        """Return the files of a document or export, proved; raise ``TaperError`` where there can be none."""
        key = plan.source, name, options
        # What is there is handed out while another document is being made.
        if files := self._made.get(key):
            return files
        with ONE_AT_A_TIME:
            files = self._made.get(key) or tuple(make(plan, (name,), options))
            self._made[key] = files
            if len(self._made) > _MOST:
                del self._made[next(iter(self._made))]
            return files


@lru_cache(maxsize=1)
def warm() -> None:
    """Make papers of the sample, so that the person's first ones need not wait for what all papers need.

    What fails here is told when a document is asked for.
    """
    with suppress(Exception):
        plan = read((folder("samples") / "clonazepam.toml").read_bytes())
        for _ in make(plan, ("card", "calendar"), Options(language(USUAL), PAPERS["a4"], plan.first_day)):
            pass
