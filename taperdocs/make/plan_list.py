"""Lists the plans of a batch with their options, from names of files or from the rows of a table."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from unicodedata import normalize
from uuid import UUID, uuid5

from taperdocs.make.files import STDIN, read_rows
from taperdocs.make.typed import OPTIONS, Request, Texts, from_command, read_date, request
from taperdocs.plan.problems import Place, Problem, TaperError, excerpt, gathered, refuse, say
from taperdocs.planfile.new import Draft, new_plan


@dataclass(frozen=True, slots=True)
class BatchItem:
    """A plan of a batch: the name of its folder, its file, what to make, and the row of the table that says so.

    *source* is the text of a plan whose row holds its steps themselves; None where *path* is a plan file.
    """

    name: str
    path: str
    request: Request
    where: str = ""
    source: bytes | None = None


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
        wrong, where, source = list[Problem](), f"{path}:{line}", None
        file = Path(path).parent / cells.get("plan", "")
        if any(cells.get(key) for key in DRAFT):
            source = _composed(cells, wrong)
        else:
            wrong += _unfound(cells.get("plan", ""), file, Path(path).name)
        own = {"plan", "name", *DRAFT}
        given = {key: cell for key, cell in cells.items() if cell and key not in own}
        with gathered(wrong):
            wanted = request({**texts, **given})
            name = cells.get("name") or file.stem
            if name:
                rows.append(BatchItem(name, where if source else str(file), wanted, where, source))
        problems += (replace(problem, line=line) for problem in wrong)
    return tuple(rows), tuple(_in_file(problem, path) for problem in problems)


def _unfound(plan: str, file: Path, table: str) -> Iterator[Problem]:
    """Find a row whose plan file is not there."""
    if not plan:
        yield _problem("plan", "it names no plan file", "Write one, as in anna.toml.")
    elif not file.is_file():
        what = f"there is no file {excerpt(file, 200)}"
        yield _problem("plan", what, f"Its place is meant from {table}.")


def _composed(cells: Texts, wrong: list[Problem]) -> bytes | None:
    """Return the text of the plan that a row holds, or None and its mistakes in *wrong*."""
    if cells.get("plan"):
        what = "the row names a plan file and holds steps too"
        wrong.append(
            _problem("plan", what, "Keep one of the two: a file, or drug, start, product and steps.")
        )
        return None
    for key, example in _NEEDED.items():
        if not cells.get(key):
            wrong.append(_problem(key, "it is missing", f"Write it, as in {example}."))
    usual = Draft()
    start = usual.start
    with gathered(wrong):
        start = read_date("start", cells.get("start") or None) or start
    draft = Draft(
        cells.get("drug") or usual.drug,
        start,
        _parts(cells.get("product", "")) or usual.products,
        cells.get("steps") or usual.steps,
        cells.get("time", ""),
        cells.get("before", ""),
        cells.get("person", ""),
        cells.get("agreed", ""),
        _parts(cells.get("contact", "")),
    )
    try:
        # The same row is the same plan, so that a phone calendar updates its events and does not double them.
        return new_plan(draft, uuid5(_ROWS, f"{cells.get('name', '')}\n{draft.drug}")).encode()
    except TaperError as error:
        # What is missing has a placeholder, and a problem with that would tell nothing.
        missing = not cells.get("product") or not cells.get("steps")
        wrong += (
            one for one in error.problems if not missing or one.where[:1] not in {("step",), ("product",)}
        )
    return None


def _parts(cell: str) -> tuple[str, ...]:
    """Return what a cell holds several of, with semicolons or new lines between them."""
    return tuple(part for one in cell.splitlines() for part in map(str.strip, one.split(";")) if part)


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
        keys = tuple(cell.strip().casefold().replace("_", "-").replace(" ", "-") for cell in next(reader, ()))
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


def _head(keys: tuple[str, ...]) -> Iterator[Problem]:
    """Find what is wrong with the names of the columns."""
    if not {"plan", "steps"}.intersection(keys):
        how = (
            "Write in the first line, as in plan,name,paper; for plans that stand in the table itself, as in "
            "name,drug,start,product,steps."
        )
        yield _problem("", 'no column is named "plan" or "steps"', how, 1)
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


_NEEDED = {
    "name": "ward-3-bed-1",
    "drug": "clonazepam",
    "start": "2026-12-07",
    "product": '"0.5 mg tablet quarter"',
    "steps": '"1 mg 2w; 0.5 mg 2w; 0"',
}
"""The columns that a row with steps needs, and an example of each."""
DRAFT = ("drug", "start", "steps", "product", "time", "before", "person", "agreed", "contact")
"""The columns of a row that holds a plan itself."""
_ROWS = UUID("6d0a6f0e-3f0b-4c53-9d0c-9c1f7f0a5a14")
"""The space of the identities of plans that rows hold."""
COLUMNS = ("plan", "name", *DRAFT, *(option.key for option in OPTIONS))
"""The columns of a table: the plan file, the name of its folder, a plan in the row itself, and the options."""
