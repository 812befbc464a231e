"""Tables of counts with their margins, made safe together: rounded, and what is of few people withheld."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from skillslib.disclosure.exact import withhold_exactly
from skillslib.disclosure.lines import Lines
from skillslib.disclosure.numbers import Number
from skillslib.disclosure.rules import BASE, MIN_PEOPLE, DisclosureError, check_min_people
from skillslib.disclosure.together import withhold

TOTAL = "Total"
MODES = ("shared", "exact")


@dataclass(frozen=True)
class Table:
    """Counts to be shown: of which layer, the finest ones that there are, and which groups to show.

    cells: a row for each group that exists, with every dimension of any table it is shown together with.
    by: the dimensions to show; margins: which of them to keep for each margin, all ways where it is None.
    of: the column with the size of each group, where people are counted out of a group.
    """

    layer: str
    cells: pd.DataFrame
    by: tuple
    count: str = "people"
    of: str | None = None
    margins: tuple | None = None


def protect_counts(
    cells,
    by=("unit", "site"),
    count="people",
    margins=None,
    min_people=MIN_PEOPLE,
    of=None,
    earlier=(),
    mode="shared",
):
    """The counts with every margin ("Total"), rounded or exact; what tells of fewer than 5 is withheld.

    Columns: those of `by`; the count (people), null where it is withheld; `status`: counted, zero or
    withheld. A margin is rounded from its own true sum: it is within 2 of that, and need not be the sum of
    what is shown.
    cells: one row for each finest group that exists, each person counted in one of them. Columns besides
    those of `by` are added up. Of a group without a row everybody is taken to know that there is none.
    margins: which dimensions each margin keeps, like [("unit",), ()]; every one where it is not given.
    of: the column with the number of people in the group, where only some of them are counted. Then a
    count is also withheld when its group has fewer than `min_people`, when all but 1 to `min_people` - 1
    of the group are counted, and when none or all of a group under twice `min_people` are. Without it the
    sizes of groups are unknown: a 0 is shown only where the total of every line it lies in is, as
    rounded, surely at least twice `min_people`, or where such a total is itself a 0 that is shown.
    earlier: answers of this function about the same people that were shown already; `cells` needs their
    columns too.
    Rule: 1 to `min_people` - 1 people are withheld; of each line with a shown total, so much that those
    withheld are surely none or at least `min_people`; and whatever would leave fewer than three values
    to a withheld number, to a small difference of shown ones, or to a rounded number (`attack.intervals`).
    mode: "exact" for those who must publish true totals: what is shown is exact, margins too, and as few
    numbers besides the small ones are withheld as protect those: each small one could be any of a range
    at least `min_people` wide, as far as the numbers shown tell (of a group whose size is below that, any
    of its size). Of what is withheld nothing tells a small number from one withheld to protect it.
    Who knows this method learns more than from the numbers: what was withheld besides was chosen by exact
    counts, so that no cheaper choice can have been enough. The small counts themselves were never looked
    at: others in their places, with the same numbers beside them, give the same answer. Exact answers are
    not protected against other tables of the same people, before or after: use "shared" for reports.
    Standard name: rounding to base 5 with complementary suppression, audited by integer programming; in
    exact mode optimal complementary cell suppression with sliding protection (Fischetti and Salazar 2001).
    Errors: DisclosureError where the minimum is lowered, exact numbers are asked for after earlier ones, a
    count is no whole number, or a group is there twice.

    Example: protect_counts(pd.DataFrame({"unit": ["A", "B"], "site": ["x", "x"], "people": [12, 40]}))
    """
    table = Table(count, cells, (by,) if isinstance(by, str) else tuple(by), count, of, margins)
    return protect_tables([table], (), min_people, shown_numbers(earlier, count), mode)[0]


def shown_numbers(frames, count, layer=None):
    """The numbers of protected counts that were shown already, as `protect_tables` takes them.

    Their layer is the name of the count where none is given.
    """
    layer = layer or count
    found = []
    for frame in frames:
        by = [column for column in frame.columns if column not in (count, "status")]
        for row in frame.to_dict("records"):
            where = {column: [row[column]] for column in by if row[column] != TOTAL}
            value = None if pd.isna(row[count]) else float(row[count])
            found.append(Number(_name(layer, where), layer, where, value, fixed=True))
    return found


def protect_tables(tables, relations=(), min_people=MIN_PEOPLE, earlier=(), mode="shared"):
    """Several tables of counts made safe together, each as `protect_counts` would answer, in their order.

    relations: what holds between their layers: Within, Union, Balance. earlier: Numbers shown already.
    mode: "shared" or "exact", as there.
    Errors: as `protect_counts`; Contradiction where earlier numbers and these cannot be of the same people.

    Example: protect_tables([before, gained, after], [Balance("after", "before", plus=("gained",))])
    """
    min_people = check_min_people(min_people)
    _check_mode(mode, earlier)
    earlier = [replace(number, fixed=True) for number in earlier]
    named = [name for table in tables for name in table.by]
    dimensions = list(dict.fromkeys([*named, *(name for number in earlier for name in number.where)]))
    finest = [_finest(table, dimensions) for table in tables]
    atoms = {table.layer: cells[dimensions] for table, cells in zip(tables, finest, strict=True)}
    parts = [_part(table, cells, min_people) for table, cells in zip(tables, finest, strict=True)]
    if mode == "exact":
        return _exact(parts, atoms, relations, min_people)
    while True:
        for part in parts:
            part.complete(min_people)
        numbers = [number for part in parts for number in part.numbers()]
        more = withhold(earlier + numbers, atoms, relations, min_people)
        if not more:
            return [part.answer() for part in parts]
        withheld = np.zeros(len(numbers), dtype=bool)
        withheld[np.array(list(more)) - len(earlier)] = True
        _withhold(parts, withheld)


def _exact(parts, atoms, relations, min_people):
    """The answers with exact numbers."""
    for part in parts:
        part.frame["shown"] = part.frame["true"]
    numbers = [replace(number, tol=0) for part in parts for number in part.numbers()]
    groups = [
        part.frame[part.table.of] if part.table.of else np.full(len(part.frame), np.inf) for part in parts
    ]
    most = np.concatenate(groups).astype(float)
    _withhold(parts, withhold_exactly(numbers, atoms, relations, min_people, most))
    return [part.answer() for part in parts]


def _withhold(parts, withheld):
    """Withhold these of all the numbers of the tables."""
    for part in parts:
        part.frame["withheld"] |= withheld[: len(part.frame)]
        withheld = withheld[len(part.frame) :]


def _check_mode(mode, earlier):
    if mode not in MODES:
        raise DisclosureError(f"mode is {mode!r}; it can be: {', '.join(MODES)}.")
    if mode == "exact" and len(earlier):
        raise DisclosureError(
            "Exact numbers can tell what was withheld from rounded ones, and no exact table can be protected "
            "against what was shown before. Protect tables together (protect_tables), or use mode='shared'."
        )


@dataclass
class Part:
    """A table on its way: a row for each number (true, shown, withheld, few, positive), and its lines."""

    table: Table
    frame: pd.DataFrame
    lines: Lines

    def complete(self, min_people):
        """Withhold what leaves a line with too few people withheld."""
        state = (self.frame[name].to_numpy() for name in ("shown", "withheld", "few", "positive"))
        self.frame["withheld"] = self.lines.completed(*state, min_people)

    def numbers(self):
        """What is shown of it and what is not, as Numbers."""
        rows = self.frame[list(self.table.by)].to_dict("records")
        for row, shown, withheld in zip(rows, self.frame["shown"], self.frame["withheld"], strict=True):
            where = {name: [value] for name, value in row.items() if value != TOTAL}
            value = None if withheld else float(shown)
            yield Number(_name(self.table.layer, where), self.table.layer, where, value)

    def answer(self):
        """The table as it may be shown."""
        answer = self.frame[list(self.table.by)].copy()
        withheld, shown = self.frame["withheld"], self.frame["shown"]
        answer[self.table.count] = shown.astype("Int64").mask(withheld)
        answer["status"] = np.where(withheld, "withheld", np.where(shown == 0, "zero", "counted"))
        return answer


def _part(table, cells, min_people):
    frame = _with_margins(table, cells)
    lines = Lines(frame, table.by, TOTAL)
    frame["few"], frame["positive"] = _small(frame, lines, table, min_people)
    frame["withheld"] = frame["few"]
    return Part(table, frame, lines)


def _finest(table, dimensions):
    """The table's cells, one row for each group of these dimensions, checked."""
    cells, sizes = table.cells, [table.count, *([table.of] if table.of else [])]
    lacking = [name for name in [*dimensions, *sizes] if name not in cells.columns]
    if lacking:
        raise DisclosureError(
            f"The counts have no column {lacking[0]!r}; they have: {', '.join(cells.columns)}."
        )
    for column in sizes:
        numbers = pd.to_numeric(cells[column], errors="coerce")
        wrong = numbers.isna() | (numbers < 0) | (numbers % 1 != 0)
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            raise DisclosureError(
                f"{column!r}, row {place}: {cells[column].iloc[place]!r} is not a whole number of people."
            )
    names = cells[dimensions]
    if names.isna().any(axis=None) or (names.astype(str) == TOTAL).any(axis=None):
        raise DisclosureError(
            f"Each group needs a name, and none can be called {TOTAL!r}: that is the margin."
        )
    given = list(dict.fromkeys([*dimensions, *(c for c in cells.columns if c not in sizes)]))
    if cells.duplicated(given).any():
        place = int(np.flatnonzero(cells.duplicated(given))[0])
        raise DisclosureError(f"Row {place} is of the same group as an earlier one. Give each group one row.")
    if table.of and (cells[table.of] < cells[table.count]).any():
        raise DisclosureError(f"{table.count!r} is more than {table.of!r}, the people in the group.")
    cells = cells.assign(**{name: names[name].astype(str) for name in dimensions})
    return cells.groupby(dimensions, sort=False, as_index=False)[sizes].sum()


def _with_margins(table, cells):
    """A row for each number to be shown: the groups of `by`, then each margin, with the true counts."""
    by = list(table.by)
    if table.margins is None:
        kept = [list(some) for size in range(len(by) - 1, -1, -1) for some in combinations(by, size)]
    else:
        kept = [[margin] if isinstance(margin, str) else list(margin) for margin in table.margins]
    sizes = [table.count, *([table.of] if table.of else [])]
    parts = []
    for some in [by, *kept]:
        if some:
            part = cells.groupby(some, sort=False, as_index=False)[sizes].sum()
        else:
            part = cells[sizes].sum().to_frame().T
        parts.append(part.assign(**{name: TOTAL for name in by if name not in some})[[*by, *sizes]])
    frame = pd.concat(parts, ignore_index=True)
    frame["true"] = frame[table.count].astype(int)
    frame["shown"] = BASE * ((frame["true"] + BASE // 2) // BASE)
    return frame


def _small(frame, lines, table, min_people):
    """Which numbers, shown even rounded, would say something of few; which are never withheld as a 0."""
    true = frame["true"]
    few = true.between(1, min_people - 1)
    if not table.of:
        nobody = lines.known_zeros(true, min_people)
        return few | ((true == 0) & ~nobody), nobody
    group = frame[table.of].astype(int)
    few |= (group - true).between(1, min_people - 1) | (group < min_people)
    few |= ((true == 0) | (true == group)) & (group < 2 * min_people)
    return few, group >= 2 * min_people


def _name(layer, where):
    return f"{layer}: {', '.join(values[0] for values in where.values()) or TOTAL}"
