"""Lists the plans of a batch with their options, from names of files or from the rows of a table."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from taperdocs.make.files import STDIN, read_rows
from taperdocs.make.typed import OPTIONS, Request, Texts, from_command, request
from taperdocs.plan.problems import Place, Problem, TaperError, excerpt, refuse, say


@dataclass(frozen=True, slots=True)
class BatchItem:
    """A plan of a batch: the name of its folder, its file, what to make, and the row of the table that says so."""

    name: str
    path: str
    request: Request
    where: str = ""


def batch_items(paths: Iterable[str], tables: Iterable[str], texts: Texts) -> tuple[BatchItem, ...]:
    """Return an item for each plan and for each row of a table; a path that ends in .csv is a table too.

    Raise ``TaperError`` with every mistake that can be seen before a plan is read.
    """
    found, problems, usual = list[BatchItem](), list[Problem](), from_command(texts)
    given = ((path, path.casefold().endswith(".csv")) for path in paths)
    for path, table in (*given, *((path, True) for path in tables)):
        if path == STDIN:
            refuse("PLANS", "a batch reads no standard input", "Give files.")
        elif table:
            rows, wrong = of_table(read_rows(path), path, texts)
            found += rows
            problems += wrong
        else:
            found.append(BatchItem(Path(path).stem, path, usual))
    problems += _clashes(found)
    if problems:
        raise TaperError(*problems, exit_code=2)
    if not found:
        refuse("PLANS", "there is no plan to make", "Give plan files, or a .csv that names some.")
    return tuple(found)


def of_table(data: bytes, path: str, texts: Texts) -> tuple[tuple[BatchItem, ...], tuple[Problem, ...]]:
    """Return an item for each row, and every mistake of every row.

    An empty cell gets its value from *texts*. Names of plan files are relative to the folder of the table *path*.
    """
    problems, rows = list[Problem](), list[BatchItem]()
    for line, cells in _rows(data, problems):
        plan = cells.get("plan", "")
        file = Path(path).parent / plan
        if not plan:
            problems.append(_problem("plan", "it names no plan file", "Write one, as in anna.toml.", line))
        elif not file.is_file():
            what, how = (
                f"there is no file {excerpt(file, 200)}",
                f"Its place is meant from {Path(path).name}.",
            )
            problems.append(_problem("plan", what, how, line))
        given = {key: cell for key, cell in cells.items() if cell and key not in {"plan", "name"}}
        try:
            wanted = request({**texts, **given})
        except TaperError as error:
            problems += (replace(problem, line=line) for problem in error.problems)
            continue
        rows.append(BatchItem(cells.get("name") or file.stem, str(file), wanted, f"{path}:{line}"))
    return tuple(rows), tuple(_in_file(problem, path) for problem in problems)


def _rows(data: bytes, problems: list[Problem]) -> Iterator[tuple[int, Texts]]:
    """Yield the line number and the cells of each row that is not empty; add mistakes in the CSV to *problems*."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        how = 'Save it again as CSV and choose "UTF-8".'
        problems.append(_problem("", "the file is not saved as UTF-8", how, line))
        return
    head = text.split("\n", maxsplit=1)[0]
    sign = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        keys = tuple(_key(cell) for cell in next(reader, ()))
        problems += _head(keys)
        for row in reader:
            cells = [cell.strip() for cell in row]
            if len(cells) > len(keys) and any(cells[len(keys) :]):
                how = "Put quotation marks around a cell with such a sign in it."
                more = f'there are more cells than columns, each "{sign}" begins one'
                problems.append(_problem("", more, how, reader.line_num))
            if any(cells):
                yield reader.line_num, dict(zip(keys, cells, strict=False))
    except csv.Error:
        how = "Look for a quotation mark that is not closed."
        problems.append(_problem("", "from here on the cells cannot be told apart", how, reader.line_num))


def _key(cell: str) -> str:
    return cell.strip().casefold().replace("_", "-").replace(" ", "-")


def _head(keys: tuple[str, ...]) -> Iterator[Problem]:
    """Find what is wrong with the names of the columns."""
    if "plan" not in keys:
        yield _problem("", 'no column is named "plan"', "Write in the first line, as in plan,name,paper.", 1)
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield _problem(key, "two columns have this name", "Take one of them out.", 1)
        elif key not in COLUMNS:
            near = get_close_matches(key, COLUMNS, n=1)
            how = f'Did you mean "{near[0]}"?' if near else f"Possible are {', '.join(COLUMNS)}."
            yield _problem("", f'there is no column "{excerpt(key)}"', how, 1)


def _problem(where: str, what: str, remedy: str, line: int | None = None) -> Problem:
    # Put in as values, as in refuse: what was typed may hold braces.
    place = (where,) if where else ()
    return Problem(place, say("{what}", what=what), say("{remedy}", remedy=remedy), line)


def _in_file(problem: Problem, file: str) -> Problem:
    """Move file and line of *problem* into its place, so that it can be listed with problems of other files."""
    place: Place = (f"{file}:{problem.line}" if problem.line else file, *problem.where)
    return replace(problem, where=place, line=None)


def _clashes(found: Iterable[BatchItem]) -> Iterator[Problem]:
    """Find names that are no folder names, and plans that would share a folder on some disks."""
    first = dict[str, BatchItem]()
    for item in found:
        name, where = item.name, item.where or item.path
        before = first.setdefault(_on_any_disk(name), item)
        if not name.strip(". ") or Path(name).name != name or "\\" in name or not name.isprintable():
            yield _problem(where, f'"{excerpt(name)}" is no name for a folder', "Write letters and figures.")
        elif before is not item:
            what = f'the folder "{excerpt(name)}" is that of {before.where or before.path} too'
            yield _problem(
                where, what, "Give each plan a name of its own: rename a file, or use a .csv with name."
            )


def _on_any_disk(name: str) -> str:
    """Return a key that is equal for names that differ only in case or in how accents are encoded."""
    return normalize("NFD", normalize("NFD", name).casefold())


COLUMNS = ("plan", "name", *(option.key for option in OPTIONS))
"""The columns of a table: the plan file, the name of its folder, and the options."""
