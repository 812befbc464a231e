"""What a load did, in numbers, for people and programs."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap

import pandas as pd

from skillslib.intake import Count

MANY_FILES = 12  # from here on, the summary gathers the files of a kind in one line
FEW_FILES = 3  # up to here, they are named beside their reason
WIDTH = 110


@dataclass
class LoadSummary:
    """What a load read, kept, refused and matched, in numbers; it names no person."""

    files: list[Count] = field(default_factory=list)
    formats: dict = field(default_factory=dict)  # format, with its data model -> documents
    reasons: list[tuple] = field(default_factory=list)  # (file, reason, rows)
    matched: dict = field(default_factory=dict)  # method -> awards
    unmatched: dict = field(default_factory=dict)  # reason -> awards
    linked: dict = field(default_factory=dict)  # method -> tags of badges
    unlinked: dict = field(default_factory=dict)  # reason -> tags of badges
    totals: dict = field(default_factory=dict)
    not_read: list[tuple] = field(default_factory=list)  # (file, what it looks like)
    warnings: list[str] = field(default_factory=list)
    restated: dict = field(default_factory=dict)  # quarter -> awards that now count otherwise in it
    restated_skills: dict = field(default_factory=dict)  # quarter -> awards that prove something else in it
    otherwise: dict = field(default_factory=dict)  # what became otherwise in these -> how many
    refusals: Path | None = None  # the page of refused rows
    version: str = ""
    twins: dict = field(default_factory=dict, repr=False)  # files with the bytes of another one

    def to_frame(self):
        """One row a file: kind, file, read, accepted, quarantined, duplicates."""
        columns = ["kind", "file", "read", "accepted", "quarantined", "duplicates"]
        return pd.DataFrame([[getattr(c, name) for name in columns] for c in self.files], columns=columns)

    def lines(self):
        """The summary as lines of text."""
        said = [f"{'read':>9} {'accepted':>9} {'quarantined':>11} {'duplicates':>10}  file"]
        said += [
            f"{c.read:>9,} {c.accepted:>9,} {c.quarantined:>11,} {c.duplicates:>10,}  {c.file} ({c.kind})"
            for c in self.gathered()
        ]
        for title, found in (
            ("Badges came as", self.formats),
            ("Quarantined", self._refused()),
            ("Awards matched to people by", self.matched),
            ("Awards without a person", self.unmatched),
            ("Badge tags linked to skills by", self.linked),
            ("Badge tags without a skill", self.unlinked),
            ("In the store now", self.totals),
        ):
            if found:
                said += ["", f"{title}:"] + [f"{number:>9,}  {what}" for what, number in found.items()]
        said += self._unread()
        if self.restated:
            told = ", ".join(f"{quarter} ({number:,} awards)" for quarter, number in self.restated.items())
            said += ["", f"Restates {told}: a report of then shows them as they were known then (--known-at)"]
        said += self._proving_otherwise()
        if self.refusals:
            said += ["", f"Refused rows, with names in them: {self.refusals}"]
        return said + ([""] if self.warnings else []) + [f"Note: {warning}" for warning in self.warnings]

    def _proving_otherwise(self):
        """What is restated of skills, whatever day is asked for as known."""
        if not self.restated_skills:
            return []
        told = ", ".join(f"{quarter} ({number:,} awards)" for quarter, number in self.restated_skills.items())
        why = ", ".join(f"{number:,} {what}" for what, number in self.otherwise.items())
        return [
            "",
            f"Restates the skills of {told}: {why}. Taxonomies, decisions and rules speak of every day, so "
            "questions of then answer with this too, whatever --known-at says",
        ]

    def _crowds(self):
        """The kinds that came in many files, such as a folder with a badge in each."""
        kinds = Counter(count.kind for count in self.files)
        return {kind: number for kind, number in kinds.items() if number > MANY_FILES}

    def gathered(self):
        """What became of the rows of each file; the files of a kind that came in many are one."""
        crowds = self._crowds()
        said = [count for count in self.files if count.kind not in crowds]
        for kind, number in crowds.items():
            of_kind = [count for count in self.files if count.kind == kind]
            sums = (
                sum(getattr(c, n) for c in of_kind) for n in ("read", "accepted", "quarantined", "duplicates")
            )
            said.append(Count(kind, f"{number:,} files", *sums))
        return said

    def _refused(self):
        """Reason -> rows; of a crowd of files only those are named that share a reason with few others."""
        crowds = self._crowds()
        kinds = {count.file: count.kind for count in self.files}
        said, named = Counter(), defaultdict(list)
        for file, why, rows in self.reasons:
            crowded = kinds[file] in crowds
            what = why.removeprefix("type: ") if crowded else f"{file}: {why}"
            said[what] += rows
            named[what] += [file] if crowded else []
        return {
            f"{what} ({', '.join(named[what])})" if 0 < len(named[what]) <= FEW_FILES else what: rows
            for what, rows in said.most_common()
        }

    def _unread(self):
        """What was not read, each file named under what it looks like."""
        looks = defaultdict(list)
        for file, what in self.not_read:
            looks[what].append(file)
        for count in self.files:
            if not count.read:
                looks[f"nothing in it ({count.kind})"].append(count.file)
        said = ["", "Not read:"] if looks else []
        for what, files in sorted(looks.items(), key=lambda found: (-len(found[1]), found[0])):
            if len(files) == 1:
                said.append(f"  {files[0]}: {what}")
            else:
                said.append(f"  {len(files):,} files: {what}")
                names = wrap(", ".join(sorted(files)), WIDTH, break_on_hyphens=False)
                said += [f"      {line}" for line in names]
        return said

    def __str__(self):
        return "\n".join(self.lines())


def sum_up(con, tasks, summary):
    """The numbers of the store as it is after a load, and the formats of what the load brought."""
    summary.formats = dict(
        con.execute(
            """select concat_ws(', ', format, data_model), sum(badges)::bigint from source_formats
            where source_id in (select unnest($1)) group by 1 order by 2 desc, 1""",
            [[task.source_id for task in tasks]],
        ).fetchall()
    )
    for name, sql in {
        "matched": """select matched_by, count(distinct award_id) from award_versions
            where person_id is not null group by 1 order by 2 desc, 1""",
        "unmatched": """select unmatched_because, count(distinct award_id) from award_versions
            where person_id is null group by 1 order by 2 desc, 1""",
        "linked": """select method, count(*) from badge_tag_links where skill_id is not null
            group by 1 order by 2 desc, 1""",
        "unlinked": """select unlinked_because, count(*) from badge_tag_links where skill_id is null
            group by 1 order by 2 desc, 1""",
        "totals": """select 'awards', count(distinct award_id) from awards(date '9999-12-30')
            union all select 'awards rejected, or failed', count(distinct award_id)
                from award_versions where state = 'rejected' having count(*) > 0
            union all select 'awards matched to a person and linked to a skill', count(distinct award_id)
                from award_versions semi join badge_skill_versions using (badge_id)
                where person_id is not null
            union all select 'badges', count(distinct badge_id) from badge_versions
            union all select 'badges linked to a skill', count(distinct badge_id) from badge_skill_versions
            union all select 'badges decided on in a series that nothing names', count(distinct badge_id)
                from badge_series_versions anti join badge_versions using (badge_id) having count(*) > 0
            union all select 'badges that name no skill', count(distinct badge_id) from badge_versions
                anti join badge_tag_versions using (badge_id)
            union all select 'badges of participation, which prove no skill', count(distinct badge_id)
                from badges(date '9999-12-30') where level = 0 having count(*) > 0
            union all select 'people', count(distinct person_id) from employment_versions
            union all select 'skills', count(*) from skills where is_skill(kind)""",
    }.items():
        setattr(summary, name, dict(con.execute(sql).fetchall()))
