"""The skills of badges: each tag linked to a concept, or counted with those that are not. Derived at a load.

The address of a tag is an explicit alignment and comes first; its name goes through the cascade (cascade.py),
for each taxonomy. Of several versions the first that knows a name links it, and it stays that concept in the
next one: a new version re-points nothing, a decision does. A name is linked anew only where something that
its link follows from is another than before.
"""

from functools import cache
from hashlib import md5

import pandas as pd

from skillslib.intake import content
from skillslib.linking.cascade import (
    ACCEPTED,
    AMBIGUOUS,
    METHODS,
    NO_SKILL,
    PROPOSED,
    REJECTED,
    SETTLED,
    UNMAPPED,
    link,
)
from skillslib.linking.decisions import OWN_TAXONOMY, decisions
from skillslib.linking.words import ROOM

CHOICES = 5  # concepts to choose from for each name
UNLINKED = {
    PROPOSED: "a concept is proposed: to be decided",
    AMBIGUOUS: "its label names several skills",
    UNMAPPED: "the taxonomy has no such skill",
    REJECTED: "decided: not the concept that is like it",
    NO_SKILL: "decided: not a skill",
}

# The labels of a version's skills.
LABELS = """
    from concept_labels
    semi join (
        select concept_id from concept_versions
        where taxonomy_id = $taxonomy_id and taxonomy_version = $version and is_skill(kind))
        using (concept_id)
    where taxonomy_id = $taxonomy_id and taxonomy_version = $version"""

# Of a catalogue, what its latest version of the badge says.
TAGS = """create or replace temp view tags as
    with offered as (
        select badge_id, tag, tag_norm, target_uri, origin, min(recorded_at) as recorded_at,
               max(recorded_at) as seen_at
        from badge_tag_versions group by badge_id, tag, tag_norm, target_uri, origin)
    from offered
    qualify origin <> 'catalogue' or seen_at = max(seen_at) over (partition by badge_id, origin)"""


def derive(con):
    """The tables skill_links, skill_choices, badge_tag_links and badge_skill_versions."""
    con.execute(TAGS)
    for table in ("badge_tag_links", "badge_skill_versions"):
        con.execute(f"delete from {table}")
    names = con.execute(
        "select min(tag), tag_norm from tags where tag_norm <> '' group by tag_norm order by 1"
    ).fetchall()
    taxonomies = con.execute(
        """select taxonomy_id, list(taxonomy_version order by version_order(taxonomy_version))
        from taxonomies semi join concept_versions using (taxonomy_id, taxonomy_version)
        group by taxonomy_id order by 1"""
    ).fetchall()
    for table in ("skill_links", "skill_choices"):  # of concepts of the company's own, all may be gone
        con.execute(
            f"delete from {table} where taxonomy_id not in (select unnest(?::text[]))",
            [[taxonomy_id for taxonomy_id, _ in taxonomies]],
        )
    for taxonomy_id, versions in taxonomies:
        _link_names(con, dict(names), taxonomy_id, versions)
    _link_tags(con)


def _link_names(con, names, taxonomy_id, versions):
    """The links of all names in one taxonomy, the oldest version first; the newest tells what is open."""
    by_norm = decisions(con, taxonomy_id)
    decided = {name: by_norm[norm] for name, norm in names.items() if norm in by_norm}
    basis = _basis(con, names, decided, taxonomy_id, versions) if names else {}
    left = _unlinked(con, names, basis, taxonomy_id)
    if left:
        _link_anew(con, names, left, decided, basis, taxonomy_id, versions)
    con.execute(
        """update skill_links set taxonomy_version = newest.taxonomy_version
        from (select concept_id, max_by(taxonomy_version, version_order(taxonomy_version)) as taxonomy_version
              from concept_versions where taxonomy_id = $taxonomy_id group by concept_id) as newest
        where skill_links.taxonomy_id = $taxonomy_id and newest.concept_id = skill_links.concept_id""",
        {"taxonomy_id": taxonomy_id},
    )


def _basis(con, names, decided, taxonomy_id, versions):
    """What the link of each name follows from, in short: all labels, our rules, the decisions, the name."""
    label = "md5_number(concat_ws(chr(31), concept_id, label, label_type))"
    counted = f"select count(*), sum(({label} >> 65)::bigint) {LABELS}"
    labels = [
        (version, con.execute(counted, {"taxonomy_id": taxonomy_id, "version": version}).fetchall())
        for version in versions
    ]
    return {name: _short(repr((_rules(), labels, name, decided.get(name)))) for name in names}


@cache
def _rules():
    """What the words and rules of this room are, in short."""
    files = (path for path in sorted(ROOM.iterdir()) if path.is_file())
    return _short("".join(path.read_text(encoding="utf-8") for path in files))


def _short(text):
    return md5(text.encode()).hexdigest()[:16]


def _unlinked(con, names, basis, taxonomy_id):
    """The names that are to be linked; links of names that are gone, or that follow from other things, go."""
    norms = [names[name] for name in basis]
    con.register("found", pd.DataFrame({"name_norm": norms, "basis": list(basis.values())}, dtype=str))
    con.execute(
        """delete from skill_links
        where taxonomy_id = $taxonomy_id
          and (name_norm, basis) not in (select (name_norm, basis) from found)""",
        {"taxonomy_id": taxonomy_id},
    )
    con.unregister("found")
    con.execute(
        """delete from skill_choices
        where taxonomy_id = $taxonomy_id
          and name_norm not in (select name_norm from skill_links where taxonomy_id = $taxonomy_id)""",
        {"taxonomy_id": taxonomy_id},
    )
    known = con.execute("select name_norm from skill_links where taxonomy_id = ?", [taxonomy_id]).fetchall()
    known = {norm for (norm,) in known}
    return [name for name, norm in names.items() if norm not in known]


def _link_anew(con, names, left, decided, basis, taxonomy_id, versions):
    """Link the names that are left, by each version in turn."""
    links = []
    for version in versions:
        last = version == versions[-1]
        found, choices = link(left, _labels(con, taxonomy_id, version), decided, limit=CHOICES if last else 0)
        settled = found.status.isin(SETTLED) | last
        if taxonomy_id == OWN_TAXONOMY:  # nothing is missing in it: it is whatever people made
            settled &= ~found.status.isin([UNMAPPED, REJECTED])
        links.append(found[settled].assign(taxonomy_version=version))
        left = list(found.loc[~settled, "name"])
    links = pd.concat(links)
    _insert(con, "skill_links", links.assign(basis=links.name.map(basis)), names, taxonomy_id)
    _insert(con, "skill_choices", choices.assign(taxonomy_version=versions[-1]), names, taxonomy_id)


def _insert(con, table, rows, names, taxonomy_id):
    if rows.empty:
        return
    rows = rows.assign(taxonomy_id=taxonomy_id, name_norm=rows.name.map(names))
    con.register("found", rows if table == "skill_links" else rows.drop(columns="name"))
    con.execute(f"insert into {table} by name from found")
    con.unregister("found")


def _labels(con, taxonomy_id, version):
    return con.execute(
        f"select concept_id, label, label_type {LABELS} order by concept_id, label_type, label",
        {"taxonomy_id": taxonomy_id, "version": version},
    ).df()


def _link_tags(con):
    """Tags to skills, only where one skill answers; the best method of a badge and skill is kept."""
    place = " ".join(f"when '{method}' then {at}" for at, method in enumerate(METHODS, 1))
    why = " ".join(f"when '{status}' then '{reason}'" for status, reason in UNLINKED.items())
    con.execute(
        f"""insert into badge_tag_links by name
        with aligned as (
            select distinct concept_id as skill_id from concept_versions
            where is_skill(kind) or kind = 'skill group'),
        found as (
            select tags.*, skill_id, '{ACCEPTED}' as status, 'uri' as method from tags
            join aligned on skill_id = target_uri
            union all
            select tags.*, concept_id, status, method from tags
            join skill_links on name_norm = tag_norm),
        placed as (
            select *, case when status <> '{ACCEPTED}' then {len(METHODS) + 1}
                           else case method {place} end end as place,
                   list_position({list(UNLINKED)}, status) as reason
            from found),
        best as (
            from placed
            qualify place = min(place) over (partition by badge_id, tag, origin)
                and (status = '{ACCEPTED}' or row_number() over (
                    partition by badge_id, tag, origin order by reason nulls last) = 1))
        select tags.badge_id, tags.tag, tags.tag_norm, tags.origin, tags.recorded_at,
               coalesce(status, '{UNMAPPED}') as status,
               case when status = '{ACCEPTED}' then skill_id end as skill_id,
               case when status = '{ACCEPTED}' then method end as method,
               case coalesce(status, '{UNMAPPED}') {why} end as unlinked_because
        from tags left join best using (badge_id, tag, origin);
        insert into badge_skill_versions by name
        with level_now as (
            select badge_id, level, level_origin from badge_versions
            qualify row_number() over (
                partition by badge_id
                order by recorded_at desc, (level_stated is not null) desc, row_hash desc) = 1),
        links as (
            select badge_id, skill_id, level, origin, method, recorded_at
            from badge_tag_links join level_now using (badge_id) where skill_id is not null
            qualify row_number() over (partition by badge_id, skill_id
                                       order by recorded_at, case method {place} end, origin, tag) = 1)
        select *, {content("badge_id", "skill_id", "level", "origin", "method")} as row_hash from links"""
    )
