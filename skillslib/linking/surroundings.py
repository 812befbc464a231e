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
AROUND = """with asked as (select unnest($ids) as asked_id),
    near as (
        select concept_id as asked_id, to_id as near_id, 'above' as place from concept_relations
        where relation = 'broader' and concept_id in (select asked_id from asked)
        union
        select to_id, concept_id, 'below' from concept_relations
        where relation = 'broader' and to_id in (select asked_id from asked)),
    named as (
        select concept_id, arg_max(label, version_order(taxonomy_version)) as label,
               arg_max(definition, version_order(taxonomy_version)) as definition
        from concepts
        where concept_id in (select near_id from near union select asked_id from asked)
        group by concept_id)
    select asked_id, place, count(*) as count, list(label order by label)[:3] as labels
    from near join named on concept_id = near_id group by asked_id, place
    union all
    select concept_id, 'meaning', 1, [definition] from named join asked on asked_id = concept_id
    where definition is not null"""


def around(con, concept_ids):
    """Concept -> what stands around it: (how many, the first of them) above and below, and its meaning."""
    rows = con.execute(AROUND, {"ids": list(concept_ids)}).fetchall() if concept_ids else []
    found = {concept_id: {} for concept_id in concept_ids}
    for concept_id, place, count, labels in rows:
        found[concept_id][place] = (count, labels)
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
