"""folder_plan.md: what lies in the folder, what it is read as, what is to be decided and what comes next."""

import tomllib

from skillslib.loading.company import NAME as COMPANY

DOUBT, UNREAD = "# ? ", "# - "
SAID = ("shape", "snapshot_on", "header", "encoding", "delimiter", "dates", "decimal", "fte", "ends")
MISSING = (
    (
        "people",
        "No list of people: nobody can be counted. Export one row for each person, with id, unit and FTE.",
    ),
    ("badges", "No badges: no skill is proven. Export what was awarded: badge, person and day."),
    (
        "taxonomy",
        "No taxonomy: add one (CSV), or let the skill names of the awards be it: [skills] taxonomy.",
    ),
    ("targets", "No targets: what is missing cannot be said. A template: skillslib targets --template."),
)


def doubts(written, mark=DOUBT):
    """What is still to be decided in company.toml: its lines that begin with '# ?', each with its file.

    With the mark '# -' the columns that nothing reads.
    """
    found, said, place = [], [], COMPANY
    for line in [*written.splitlines(), "[[files]]"]:
        if line.startswith("[[files]]"):
            found += [f"{place}: {doubt}" for doubt in said]
            said, place = [], COMPANY
        elif line.startswith("file = "):
            place = tomllib.loads(line)["file"]
        elif line.startswith("sheet = "):
            place += f", sheet {tomllib.loads(line)['sheet']}"
        elif line.startswith(mark):
            said.append(line.removeprefix(mark).strip())
    return found


def words_of(block):
    """What a block says of its files, in one line."""
    said = [f"{name.replace('_', ' ')}: {block[name]}" for name in SAID if name in block]
    sheet = f" (sheet {block['sheet']})" if "sheet" in block else ""
    return f"{block.get('kind', 'no kind said')}{sheet}" + (f"; {', '.join(said)}" if said else "")


def plan(folder, recognised, kinds, undecided, unread, to_agree):
    """The text of folder_plan.md."""
    lines = [f"# What lies in {folder}", "", "| file | what it is |", "| --- | --- |"]
    lines += [f"| {_cell(place)} | {_cell(words)} |" for place, words in sorted(recognised.items())]
    if undecided:
        lines += ["", "## To decide", "", "In company.toml, where a line begins with `# ?`:", ""]
        lines += [f"- {doubt}" for doubt in undecided]
    if unread:
        lines += ["", "## Columns that are not read", "", *(f"- {columns}" for columns in unread)]
    if to_agree:
        lines += ["", "## To agree on", "", to_agree]
    missing = [words for kind, words in MISSING if kind not in kinds]
    if missing:
        lines += ["", "## Not there", "", *(f"- {words}" for words in missing)]
    lines += ["", "## Next", "", "```", *steps(folder), "```", ""]
    return "\n".join(lines)


def steps(folder):
    """The commands that come next."""
    store = f"{folder}/store"
    return (
        f"skillslib load {folder} --store {store}",
        f"skillslib check --store {store}",
        f"skillslib report --store {store} --quarter ...   # as in 2026-Q3",
    )


def _cell(words):
    return words.replace("|", "\\|").replace("\n", " ")
