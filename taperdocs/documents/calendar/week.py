"""Pages with a row for each day and a column for each time: for large print, and for days that fit no square."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from taperdocs.documents.calendar import sizes
from taperdocs.documents.calendar.heading import PageHead, Room, page_foot, page_head
from taperdocs.documents.calendar.square import left_on
from taperdocs.documents.day_marks import marks, notes, nothing
from taperdocs.documents.syringe import made as make_up
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import dates_between, labels
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.fit import shared_out
from taperdocs.pdf.kit import Drawn, Line, Part, Stack, Style, Text
from taperdocs.plan.length import DAY, WEEK
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Intake, Slot


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the page: one time of day, or several neighbouring ones, of one *drug*; None means all drugs.

    Where a drug has several doses a day without a time, *turn* is the label of those in this column.
    """

    slots: tuple[Slot, ...]
    drug: str | None = None
    turn: str = ""

    def has(self, intake: Intake, label: str) -> bool:
        """Tell whether an intake with this label belongs in this column."""
        return intake.slot in self.slots and self.drug in {None, intake.drug} and self.turn in {"", label}


@dataclass(frozen=True, slots=True)
class WeekRow:
    """The row of one day.

    *height* is in tenths of a unit; 0 until the rows share out the page. *kind* is the kind of the day's first mark,
    such as ``new``. *head* is the first cell; *columns* are the doses, a cell for each column.
    """

    height: int
    day: date
    kind: str
    head: tuple[Part, ...]
    columns: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A page of up to seven days. *kind* is its size of print: ``large``, or the smaller ``busy``."""

    kind: str
    head: PageHead
    columns: tuple[Text, ...]
    rows: tuple[WeekRow, ...]
    foot: tuple[Text, ...]


def _joined(weeks: Sequence[tuple[date, ...]]) -> Iterator[tuple[date, ...]]:
    """Yield the weeks, with neighbouring ones joined as long as they have at most seven days together."""
    some = tuple[date, ...]()
    for week in weeks:
        if some and len(some) + len(week) > WEEK:
            yield some
            some = ()
        some += week
    yield some


@dataclass(frozen=True)
class Days:
    """Lays out days as rows.

    *kind* is the size of print, ``busy`` or ``large``. *last* is the last day to print, after which no page follows.
    """

    plan: Plan
    options: Options
    kind: str
    room: Room
    last: date

    @property
    def styles(self) -> sizes.Days:
        """Return the styles of this size of print."""
        return sizes.LARGE if self.kind == "large" else sizes.BUSY

    @property
    def words(self) -> Words:
        """Return the words of the pages' language."""
        return Words(self.options.language)

    def pages(self, weeks: Sequence[tuple[date, ...]]) -> Iterator[WeekPage]:
        """Yield a page for each week where every week fits one, else pages of as many days as fit.

        The first day without a dose gets no page of its own where it fits the page before, whole or in two halves.
        """
        days = tuple(day for week in weeks for day in week)
        columns = self._columns(days)
        if self.kind == "large" and not all(self._fits_alone(day, columns) for day in days):
            # Large print that leaves its page would be lost; the next smaller one is still larger than a square.
            yield from replace(self, kind="busy").pages(weeks)
            return
        parts = list(_joined(weeks))
        if not all(self._fits(some, columns) for some in parts):
            parts = list(self._parts(days, columns))
        if parts[-1] == (self.plan.first_day_without,) and len(parts) > 1:
            # The first day without a dose would be alone on the last page.
            together = (*parts[-2], *parts[-1])
            half = -(-len(together) // 2)
            halves = [together] if self._fits(together, columns) else [together[:half], together[half:]]
            parts = [*parts[:-2], *halves] if all(self._fits(some, columns) for some in halves) else parts
        for some in parts:
            yield self._page(some, columns)

    def _parts(self, days: tuple[date, ...], columns: tuple[Column, ...]) -> Iterator[tuple[date, ...]]:
        """Yield the days of each page: as many as fit, but the last two pages share theirs evenly."""
        while days:
            many = next((n for n in range(min(len(days), WEEK), 1, -1) if self._fits(days[:n], columns)), 1)
            half = -(-len(days) // 2)
            if half < many < len(days) and self._fits(days[:half], columns):
                many = half
            yield days[:many]
            days = days[many:]

    def _fits(self, days: tuple[date, ...], columns: tuple[Column, ...]) -> bool:
        return self._left(days) >= sum(self._height(row, columns) + 0.1 for row in self._rows(days, columns))

    def _fits_alone(self, day: date, columns: tuple[Column, ...]) -> bool:
        """Tell whether a day fits a page of its own once the changes are left out of the head."""
        bare = replace(self._head((day,)), changes=(), beside=True, height=sizes.TITLE.line)
        needed = sum(self._height(row, columns) + 0.1 for row in self._rows((day,), columns))
        return needed <= self._below((day,), bare)

    def _left(self, days: tuple[date, ...]) -> float:
        return self._below(days, self._head(days))

    def _head(self, days: tuple[date, ...]) -> PageHead:
        return page_head(self.plan, self.options, self._title(days), (days[0], days[-1]), self.room.width)

    def _below(self, days: tuple[date, ...], head: PageHead) -> float:
        """Return the height that *head* and the foot leave for the rows of *days*, in units."""
        foot = sum(line.height(self.room.width) for line in self._foot(days))
        names = self.styles.head.height("x", self.room.width)
        return self.room.height - head.height - foot - names - sizes.SPARE

    def _foot(self, days: tuple[date, ...]) -> tuple[Text, ...]:
        after = days[-1] + DAY
        goes_on = after if after <= self.last else None
        return page_foot(self.plan, self.words, days, self.room.width, goes_on)

    def _title(self, days: tuple[date, ...]) -> Marked:
        return dates_between(self.words, days[0], days[-1])

    def _page(self, days: tuple[date, ...], columns: tuple[Column, ...]) -> WeekPage:
        rows = self._rows(days, columns)
        needed, head = [self._height(row, columns) for row in rows], self._head(days)
        if sum(needed) + 0.1 * len(needed) > self._below(days, head):
            # Doses matter more: the changes are also on the page of the whole plan and in the row of their day.
            head = replace(head, changes=(), beside=True, height=sizes.TITLE.line)
        heights = shared_out(needed, self._below(days, head), sizes.STRETCH)
        return WeekPage(
            self.kind,
            head,
            (
                Text(self.styles.head, self.words.text("Day")),
                *(Text(self.styles.head, self._name(one, alone=len(columns) == 1)) for one in columns),
            ),
            tuple(
                WeekRow(high, row.day, row.kind, row.head, row.columns)
                for high, row in zip(heights, rows, strict=True)
            ),
            self._foot(days),
        )

    def _room(self, columns: tuple[Column, ...]) -> float:
        """Return the width of each of these columns, in units."""
        return (self.room.width - self.styles.date) / max(len(columns), 1) - sizes.RULE

    def _columns(self, days: tuple[date, ...]) -> tuple[Column, ...]:
        """Return the finest columns that fit: for each drug at each time, for each time, or for neighbouring times."""
        taken = [intake for day in days for intake in self.plan.on(day)]
        times = sorted({intake.slot for intake in taken})
        each = tuple(
            Column((slot,), drug, turn)
            for slot in times
            for drug in self.plan.drugs
            if any((i.slot, i.drug) == (slot, drug) for i in taken)
            for turn in self._turns(days, slot, drug)
        )
        ways = [each, tuple(Column((slot,)) for slot in times)]
        timed, untimed = [slot for slot in times if slot != Slot.ANY], [Slot.ANY] * (Slot.ANY in times)
        for size in range(2, len(timed) + 1):
            merged = [Column(tuple(timed[n : n + size])) for n in range(0, len(timed), size)]
            ways.append((*merged, *(Column((slot,)) for slot in untimed)))
        return next((way for way in ways if self._columns_fit(way, taken)), ways[-1])

    def _turns(self, days: tuple[date, ...], slot: Slot, drug: str) -> tuple[str, ...]:
        """Return the labels that tell a drug's doses without a time apart; one empty label where none are needed."""
        if slot != Slot.ANY:
            return ("",)
        named = [
            tuple(zip(self.plan.on(day), labels(self.words, self.plan.on(day)), strict=True)) for day in days
        ]
        found = dict.fromkeys(
            label for day in named for one, label in day if (one.slot, one.drug) == (slot, drug)
        )
        return tuple(found) if len(found) > 1 and "" not in found else ("",)

    def _columns_fit(self, columns: tuple[Column, ...], taken: Sequence[Intake]) -> bool:
        """Tell whether the columns are wide enough for their names and, in the smallest numerals, for every dose."""
        room = self._room(columns)
        names = all(self.styles.head.fits(self._name(one), room) for one in columns)
        return names and all(
            self._dose(intake, "", self.styles.numerals[-1], None).width <= self._beside(room)
            for intake in dict.fromkeys(taken)
        )

    def _beside(self, room: float) -> float:
        """Return what the tick box leaves of a column *room* units wide."""
        return room - self.styles.ticked.start - self.styles.ticked.end

    def _name(self, column: Column, *, alone: bool = False) -> Marked:
        """Return the name of a column; *alone*: whether it is the only one."""
        plan = self.plan
        drug = column.drug if len(plan.drugs) > 1 else ""
        found = (
            f"times:{','.join(map(str, column.slots))}",
            *([f"drug:{plan.drugs.index(drug)}"] if drug else []),
        )
        if column.turn:
            return marked(" ".join(part for part in (column.turn, drug) if part), *found)
        if column.slots == (Slot.ANY,) and drug:
            return marked(drug, *found)
        if column.slots == (Slot.ANY,) and alone:
            return marked(self.words.text("Dose"))
        times = ", ".join(self._time(slot) for slot in column.slots)
        return marked(" ".join(part for part in (times, drug) if part), *found)

    def _time(self, slot: Slot) -> str:
        return self.words.text("any time") if slot == Slot.ANY else self.words.slot(slot)

    def _rows(self, days: tuple[date, ...], columns: tuple[Column, ...]) -> tuple[WeekRow, ...]:
        drawn = self._all_drawn(days, columns)
        return tuple(self._row(day, columns, drawn=drawn) for day in days)

    def _all_drawn(self, days: tuple[date, ...], columns: tuple[Column, ...]) -> bool:
        """Tell whether every dose has room for its drawing; if one has none, no dose of the page is drawn."""
        room = self._beside(self._room(columns))
        for intake in dict.fromkeys(one for day in days for one in self.plan.on(day) if not one.stays):
            drawn = self._drawn(intake)
            if drawn is None or not self._largest(intake, "", drawn, room)[1]:
                return False
        return True

    def _drawn(self, intake: Intake, about: str = "") -> Drawn | None:
        drawing = self.words.drawing(self.plan, intake)
        return Drawn(self.styles.drawn, drawing.signs, drawing.alt, drawing.parts, about) if drawing else None

    def _row(self, day: date, columns: tuple[Column, ...], *, drawn: bool) -> WeekRow:
        taken, words, styles = self.plan.on(day), self.words, self.styles
        said = marks(self.plan, words, day)
        named = tuple(
            (f"{day},{place}", intake, label)
            for place, (intake, label) in enumerate(zip(taken, labels(words, taken), strict=True))
        )
        head: list[Part] = [
            Text(styles.day, words.language.weekday(day)),
            Text(styles.dated, marked(words.language.day_month(day), f"date:{day}")),
            *(Text(styles.flag, word) for _, word in said[:1]),
            *(Text(styles.note, word) for _, word in said[1:]),
            # Each time has a line of its own: a line that began with the old dose could be read as this one.
            *(
                Text(styles.note, marked(note.replace(" · ", "\n"), note))
                for note in notes(self.plan, words, day)
            ),
        ]
        none = tuple(Text(styles.nothing, one) for one in [nothing(self.plan, words, day)] if one)
        if self.plan.comes_off(day) or not columns:
            head, none = [*head, *none], ()
        cells = tuple(
            none
            or self._ruled(
                [
                    self._intake(one, column, columns, drawn=drawn)
                    for one in named
                    if column.has(one[1], one[2])
                ]
            )
            for column in columns
        )
        return WeekRow(0, day, said[0][0] if said else "", tuple(head), cells)

    def _ruled(self, doses: list[tuple[Part, ...]]) -> tuple[Part, ...]:
        """Return the parts of the doses of a cell, with a rule between two."""
        ruled = [
            (*parts, replace(last, style=self.styles.ruled) if isinstance(last, Text) else last)
            for *parts, last in doses[:-1]
        ]
        return tuple(part for parts in (*ruled, *doses[-1:]) for part in parts)

    def _intake(
        self, named: tuple[str, Intake, str], column: Column, columns: tuple[Column, ...], *, drawn: bool
    ) -> tuple[Part, ...]:
        about, intake, turn = named
        drug = intake.drug if len(self.plan.drugs) > 1 and not column.drug else ""
        large = self.kind == "large"
        time = turn if large or len(column.slots) > 1 or intake.slot == Slot.ANY else ""
        untimed = all(one.slots == (Slot.ANY,) for one in columns)
        timed = intake.slot != Slot.ANY
        if not time and timed and (len(column.slots) > 1 or (large and not untimed)):
            time = self._time(intake.slot)
        timed = timed and bool(time)
        label = marked(
            " ".join(part for part in (drug, time) if part),
            *([f"drug:{about}"] if drug else []),
            *([f"time:{about}"] if timed else []),
        )
        if intake.stays:
            on = left_on(self.plan, self.words, about, intake, (self.styles.nothing, self.styles.label))
            return (*((Text(self.styles.label, label),) if label else ()), *on)
        made = make_up(self.plan, self.words, intake, about)
        room = self._beside(self._room(columns))
        line, _ = self._largest(intake, about, self._drawn(intake, about) if drawn else None, room)
        return (
            *((Text(self.styles.label, label),) if label else ()),
            Stack(self.styles.ticked, (line,), tick=True),
            Text(self.styles.made, made),
        )

    def _largest(self, intake: Intake, about: str, drawn: Drawn | None, room: float) -> tuple[Line, bool]:
        """Return the dose in the largest numerals that fit *room*, else in the smallest; and whether they fit."""
        lines = [self._dose(intake, about, style, drawn) for style in self.styles.numerals]
        fitting = next((line for line in lines if line.width <= room), None)
        return fitting or lines[-1], fitting is not None

    def _dose(self, intake: Intake, about: str, style: Style, drawn: Drawn | None) -> Line:
        unit, numeral = self.styles.unit, self.words.numeral(self.plan, intake)
        beside = (Text(self.styles.same, f" {numeral.beside}"),) if numeral.beside else ()
        tablets = (Text(unit, " "), drawn) if drawn else ()
        texts = (Text(style, numeral.amount), Text(unit, f" {numeral.unit}"), *beside, *tablets)
        return Line(style, texts, (), (f"numeral:{about}",), figures=True)

    def _height(self, row: WeekRow, columns: tuple[Column, ...]) -> float:
        room = self._room(columns)
        around = 2 * sizes.FRAME if row.kind == "new" else sizes.RULE
        inside = self.styles.date - 2 * sizes.FRAME
        heights = (sum(part.height(room) for part in cell) + sizes.RULE for cell in row.columns)
        return max((sum(part.height(inside) for part in row.head) + around, *heights))
