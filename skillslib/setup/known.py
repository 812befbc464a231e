"""Files that `load` knows by themselves, and files that hold nothing for it: what each is, in words."""

from skillslib.badges import documents, mapped
from skillslib.intake import MappingError, best_shape, header, holder_of, is_parquet, likeness, look
from skillslib.loading.blocks import OWN
from skillslib.loading.shapes import CSV_SHAPES
from skillslib.loading.unread import PICTURES, columns_shown
from skillslib.people import target_sheet
from skillslib.setup import fields
from skillslib.setup.content import orders
from skillslib.setup.guessing import Guess, reading, settle_dates
from skillslib.setup.lookalikes import lookalike
from skillslib.taxonomy import part_of, read_mapping, recognise

KINDS = {shape.kind: shape for shape in CSV_SHAPES}
ALIKE = 0.6  # of the columns: `load` takes such a file for one of that kind, and refuses it
HOLDERS = {
    "zip": "an archive: what is in it is read as badges and tables of our own headers",
    "gzip": "a packed file: what is in it is read as badges and tables of our own headers",
    "png": "a picture with a badge in it",
    "svg": "a picture with a badge in it",
    "jwt": "signed badges",
}


def declared(paths):
    """What TOML files of a folder declare: ({path of a table: what declares it}, mappings of taxonomies)."""
    tables, taxonomies = {}, []
    for path in (path for path in paths if path.suffix == ".toml" and path.name != "company.toml"):
        kind = mapped.kind_of(path)
        if kind == "awards":
            mapping = mapped.read_mapping(path)
            tables |= {
                file.resolve(): f"awards, declared by {path.name}" for file in mapped.files_of(mapping)
            }
        elif kind == "taxonomy":
            taxonomies.append((path, read_mapping(path)))
    return tables, taxonomies


def is_table(words, kind):
    """Whether a file is to be looked at as a table: nothing tells what it is, or its own headers do."""
    return not words or kind in KINDS


def is_archive(words):
    """Whether what a file is says that others lie in it."""
    return words in (HOLDERS["zip"], HOLDERS["gzip"])


def what(path, tables, taxonomies):
    """What a file is by itself: (words, kind); ('', '') where nothing tells."""
    if path in tables:
        return tables[path], "awards"
    if not path.stat().st_size:
        return "an empty file: not read", ""
    if path.suffix == ".toml":
        return (
            ("a declaration", "") if _declares(path) else ("a TOML file that declares nothing: not read", "")
        )
    if path.suffix.lower() == ".md":
        return "a note: not read", ""
    holder = holder_of(path)
    if holder:
        return HOLDERS[holder], "badges"
    if path.suffix.lower() in PICTURES:
        return "a picture of another kind: not read", ""
    if target_sheet.is_one(path):
        return "targets, decided in the workbook that skillslib targets wrote", target_sheet.KIND
    if is_parquet(path):
        return "a Parquet file: not read, unless a TOML file beside it declares its columns", ""
    return _text(path, taxonomies)


def _declares(path):
    try:
        return path.name == "company.toml" or mapped.kind_of(path) is not None
    except MappingError:
        return False


def _text(path, taxonomies):
    found = look(path)
    part = part_of(found)
    if part:
        return f"a taxonomy: {part.family.kind}", "taxonomy"
    if found.problem:
        return "", ""
    if documents.container(found):
        return "badges (JSON)", "badges"
    shape = best_shape(CSV_SHAPES, found)
    if shape and likeness(shape, header(found, [column.name for column in shape.columns])[1]) == 1:
        return shape.kind, shape.kind
    return ("taxonomy", "taxonomy") if recognise(found, taxonomies) else ("", "")


def native(group):
    """(kind, columns) of a table with the workbench's own headers, None where it has others.

    A list of people that is not written in the usual way is looked at as any other.
    """
    shape = _nearest(group)
    if likeness(shape, group.first.names) < 1 or (shape.kind == "people" and not _is_usual(group)):
        return None
    ours = {one.name for one in shape.columns}
    return shape.kind, {name: name for name in group.first.names if name in ours}


def guess(kind, group, asking):
    """The Guess of a table with our own headers, or of one that nothing tells; it needs no columns."""
    found = Guess(kind)
    if kind:
        found.kind = "units" if kind == "business units" else kind
        found.facts = reading(group)
        if group.first.sheet and found.kind not in OWN:
            found.doubt("a sheet of a workbook: save it as CSV", left_out=True)
        settle_dates(group, found, asking, _dates(group))
        return found
    if why := lookalike(group):
        found.doubt(why)
        return found
    shape, names = _nearest(group), group.first.names
    what = f"a table that nothing tells, with {columns_shown(names, fields.is_known)}"
    if likeness(shape, names) >= ALIKE:
        missing = [one.name for one in shape.columns if not one.optional and one.name not in names]
        what += f"; most like {shape.kind}, which needs {', '.join(missing)} too"
    refused = not group.first.sheet and (likeness(shape, names) >= ALIKE or group.first.encoding != "utf-8")
    found.doubt(f"{what}: say its kind and [files.columns]", left_out=refused)
    return found


def _nearest(group):
    return max(CSV_SHAPES, key=lambda shape: likeness(shape, group.first.names))


def _dates(group):
    named = [one.name for one in _nearest(group).columns if one.kind in ("day", "moment", "end")]
    return [name for name in named if name in group.first.names]


def _is_usual(group):
    return not reading(group) and all(orders(group.values(name)) in ([], ["iso"]) for name in _dates(group))
