"""Tables in a ZIP or gzip archive: those of one export are read where they lie, others are to be unpacked."""

import tempfile

from skillslib.intake import is_workbook, opened
from skillslib.setup import known
from skillslib.setup.guessing import Group
from skillslib.setup.opening import encoding_of, sheet_tables, text_table

UNPACK = "an archive with {} files that are not read in it ({}): unpack it into this folder, run init again"
SHOWN = 5


def tables_of(path, place):
    """(tables to look at, what is in the way) of an archive; ([], '') where `load` knows what is in it."""
    with tempfile.TemporaryDirectory() as folder:
        held = [one for one in opened(path, folder) if one.path is not None]
        strange = [table for one in held for table in _strange(one, place)]
    alike = {(*table.names, table.sheet, table.encoding, table.header) for table in strange}
    if len(alike) == 1 and len(strange) == len(held):
        return strange, ""
    names = sorted({table.shown.rsplit(": ", 1)[-1] for table in strange})
    more = ", ..." if len(names) > SHOWN else ""
    return [], UNPACK.format(len(names), ", ".join(names[:SHOWN]) + more) if names else ""


def _strange(one, place):
    """The tables of a file in an archive that `load` would not know by themselves."""
    if known.what(one.path, {}, [])[0]:
        return []
    encoding = "" if is_workbook(one.path) else encoding_of(one.path)
    if is_workbook(one.path):
        found = list(sheet_tables(one.path, place))
    else:
        found = [text_table(one.path, place, encoding)] if encoding else []
    for table in found:
        table.shown = one.name
    return [table for table in found if known.native(Group(place, [table])) is None]
