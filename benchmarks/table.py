"""The table of results: what was measured, its ratio to the peer, and its limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from clock import Used, ratio

_WIDTHS = (58, 9, 9, 8, 8, 8)
_HEAD = ("", "ours", "peer", "ratio", "(cpu)", "at most")


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing; *met* tells whether *value* is within the limit *most*, None where there is no limit."""

    what: str
    value: str
    most: str = ""
    met: bool | None = None
    ours: str = ""
    peer: str = ""
    cpu: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the text of each column."""
        return self.what, self.ours, self.peer, self.value, self.cpu, self.most


def against(what: str, ours: Sequence[Used], peer: Sequence[Used], most: float | None = None) -> Row:
    """Return a row that compares our times with those of the peer; *most* is the limit of the ratio."""
    wall, cpu = ratio(ours, peer)
    return Row(
        what,
        f"{wall:.2f}",
        f"{most:g}" if most else "",
        wall <= most if most else None,
        _seconds(ours),
        _seconds(peer),
        f"{cpu:.2f}" if cpu else "",
    )


def amount(what: str, value: float, unit: str, most: float | None = None) -> Row:
    """Return a row for an amount without a peer, with two decimals where it is below 10."""
    said = f"{value:.0f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004  two figures are enough
    limit = f"{most:g} {unit}".strip() if most else ""
    return Row(what, f"{said} {unit}".strip(), limit, value <= most if most else None)


def heading() -> str:
    """Return the line above the rows."""
    return _line(_HEAD).rstrip()


def written(row: Row) -> str:
    """Return a row as a line of text."""
    verdict = {True: "  met", False: "  MISSED", None: ""}[row.met]
    return f"{_line(row.columns)}{verdict}".rstrip()


def _line(columns: Sequence[str]) -> str:
    first, *others = (
        f"{column:<{width}}" if number == 0 else f"{column:>{width}}"
        for number, (column, width) in enumerate(zip(columns, _WIDTHS, strict=True))
    )
    return " ".join((first, *others))


def _seconds(used: Sequence[Used]) -> str:
    taken = median(one.wall for one in used)
    return f"{taken:.2f} s" if taken >= 1 else f"{taken * 1000:.0f} ms"
