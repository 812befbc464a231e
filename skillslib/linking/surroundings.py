"""What stands around concepts: what they are part of, what is part of them, what they mean; and a search."""

import pandas as pd

from skillslib.linking.cascade import as_written
from skillslib.linking.deciding import Choice
from skillslib.linking.embedding import nearest

MOST_FOUND = 8
LABELS = """with newest as (
        select taxonomy_id, max_by(taxonomy_version, version_order(taxonomy_version)) as taxonomy_version
        from concept_versions group by taxonomy_id),
    skilled as (
        select taxonomy_id, taxonomy_version, concept_id, label as preferred
        from concepts semi join newest using (taxonomy_id, taxonomy_version)
        where is_skill(kind) or kind = 'skill group')
    select taxonomy_id as taxonomy, taxonomy_version as version, concept_id, preferred, label_norm
    from concept_labels join skilled using (taxonomy_id, taxonomy_version, concept_id)
    order by all"""
# In the version that is asked about; what stands above an own concept is of any taxonomy.
AROUND = """with asked as (
        select unnest($numbers) as number, unnest($taxonomies) as taxonomy_id,
               unnest($versions) as taxonomy_version, unnest($ids) as concept_id),
    near as (
        select number, asked.taxonomy_id, asked.taxonomy_version, to_id as near_id, 'above' as place
        from concept_relations join asked using (taxonomy_id, taxonomy_version, concept_id)
        where relation = 'broader'
        union
        select number, asked.taxonomy_id, asked.taxonomy_version, said.concept_id, 'below'
        from concept_relations as said
        join asked on asked.taxonomy_id = said.taxonomy_id
            and asked.taxonomy_version = said.taxonomy_version and asked.concept_id = to_id
        where relation = 'broader'
        union all
        select *, 'meaning' from asked),
    named as (
        select concepts.* from concepts where concept_id in (select near_id from near)),
    told as (
        select near.*, label, definition
        from near join named on concept_id = near_id
        qualify row_number() over (
            partition by number, place, near_id
            order by (named.taxonomy_id, named.taxonomy_version)
                         = (near.taxonomy_id, near.taxonomy_version) desc,
                     version_order(named.taxonomy_version) desc, named.taxonomy_id) = 1)
    select number, place, count(*) as count,
           list(case place when 'meaning' then definition else label end order by label)[:3] as labels
    from told where place <> 'meaning' or definition is not null
    group by number, place"""


def around(con, choices):
    """Choice -> what stands around it: (how many, the first of them) above and below, and its meaning."""
    asked = {
        "numbers": list(range(len(choices))),
        "taxonomies": [choice.taxonomy for choice in choices],
        "versions": [choice.version for choice in choices],
        "ids": [choice.concept_id for choice in choices],
    }
    found = {choice: {} for choice in choices}
    for number, place, count, labels in con.execute(AROUND, asked).fetchall() if choices else []:
        found[choices[number]][place] = (count, labels)
    return found


def badges_of(con, name):
    """Three of the badges that carry a name, as they are called now."""
    rows = con.execute(
        """select arg_max(name, (recorded_at, row_hash)) as name from badge_versions
        where badge_id in (select badge_id from badge_tag_links where tag_norm = $name)
        group by badge_id having name is not null order by 1 limit 3""",
        {"name": as_written(name)},
    ).fetchall()
    return [row[0] for row in rows]


class Search:
    """All labels of the newest version of each taxonomy, read once."""

    def __init__(self, con):
        self.labels = con.execute(LABELS).df()

    def nearest(self, names, encode):
        """Name -> the concepts to which an encoder puts it nearest (embedding.py)."""
        told = nearest(names, self.labels.rename(columns={"label_norm": "label"}), encode)
        return {
            name: tuple(
                Choice(row.taxonomy, row.version, row.concept_id, row.preferred, row.score)
                for row in rows.itertuples(index=False)
            )
            for name, rows in told.groupby("name")
        }

    def find(self, text, also=()):
        """The concepts of which a label has all these words, those of `also` first, then the nearest."""
        words = as_written(text).split()
        if not words:
            return []
        norm = self.labels.label_norm
        has_all = pd.Series(True, index=norm.index)
        for word in words:
            has_all &= norm.str.contains(word, regex=False)
        found = self.labels[has_all]
        whole = " ".join(words)
        found = found.assign(
            other=found.label_norm != whole,
            later=~found.label_norm.str.startswith(whole),
            long=found.label_norm.str.len(),
        ).sort_values(["other", "later", "long", "preferred", "concept_id"])
        found = found.drop_duplicates(["taxonomy", "concept_id"])
        first = [choice for choice in also if all(word in as_written(choice.label) for word in words)][
            :MOST_FOUND
        ]
        return first + [
            Choice(row.taxonomy, row.version, row.concept_id, row.preferred)
            for row in found.head(MOST_FOUND - len(first)).itertuples(index=False)
        ]
