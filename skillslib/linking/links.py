"""The skills of badges: each tag linked to a concept, or counted with those that are not. Derived at a load.

The rule, whatever the order in which files are loaded:

1. Each taxonomy links for itself. A badge proves the skill that each of them links it to, so another taxonomy
   takes no link away; a load says how many names stand in several, and a person counts once in each skill.
2. In a taxonomy a decision comes first; of a tag its address, an explicit alignment; then what the cascade
   (cascade.py) accepts, by the version's English labels before those of other languages.
3. Of several versions the oldest that accepts a name links it, so a newer one re-points nothing, and a
   decision does. Where the newest that accepts it means another concept, that is kept (newer_id) and said at
   each load. A concept that the newest version lacks stays linked, and is listed as broken by it.

A name is linked anew only where something that its link follows from is another than before.
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
    UNMAPPED,
    is_settled,
    propose,
    settle,
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
    label = "md5_number(concat_ws(chr(31), concept_id, label, label_type, coalesce(language, '')))"
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
    """Link the names that are left, by each version in turn; what the newest leaves open has proposals."""
    links, held, newer = [], {}, {}
    for version in versions:
        labels = _labels(con, taxonomy_id, version)
        found = settle(left, labels, decided)
        settled = is_settled(found)
        links.append(found[settled & ~found.name.isin(held)].assign(linked_version=version))
        for name, concept in zip(found.name[settled], found.concept_id[settled], strict=True):
            newer[name] = None if concept == held.setdefault(name, concept) else concept
    rest, choices = propose(found[~found.name.isin(held)], labels, decided, limit=CHOICES)
    links = pd.concat([*links, rest.assign(linked_version=versions[-1])])
    if taxonomy_id == OWN_TAXONOMY:  # nothing is missing in it: it is whatever people made
        links = links[~links.status.isin([UNMAPPED, REJECTED])]
    links = links.assign(
        taxonomy_version=links.linked_version,
        newer_id=pd.Series([newer.get(name) for name in links.name], links.index, dtype=object),
        basis=links.name.map(basis),
    )
    _insert(con, "skill_links", links, names, taxonomy_id)
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
        f"""select concept_id, label, label_type, starts_with(coalesce(language, 'en'), 'en') as is_own
        {LABELS}
        order by concept_id, label_type, label""",
        {"taxonomy_id": taxonomy_id, "version": version},
    ).df()


def said(con):
    """What is to be known of links: names that stand in several taxonomies, and in versions differently."""
    rows = con.execute(
        """select taxonomy_id, count(*), min((name_norm, linked_version, concept_id, newer_id))
        from skill_links where newer_id is not null group by taxonomy_id order by 1"""
    ).fetchall()
    several = con.execute(
        f"""with linked as (
            select name_norm, list(distinct taxonomy_id order by taxonomy_id) as taxonomies
            from skill_links where status = '{ACCEPTED}'
            group by name_norm having count(distinct concept_id) > 1)
        select array_to_string(taxonomies, ', '), count(*), min(name_norm) from linked
        group by 1 order by 1"""
    ).fetchall()
    return [
        f"{count:,} skill name{'s' if count > 1 else ''} would be linked to another concept by a newer "
        f"version of {taxonomy!r}, as {name!r} to {other!r}. The link of the oldest version holds "
        f"({version}: {concept!r}) until a decision in skill_names.csv."
        for taxonomy, count, (name, version, concept, other) in rows
    ] + [
        f"{count:,} skill name{'s are' if count > 1 else ' is'} linked in several taxonomies ({taxonomies}), "
        f"as {name!r}: badges prove the skill of each."
        for taxonomies, count, name in several
    ]


def _link_tags(con):
    """Tags to skills, only where one skill answers; the best method of a badge and skill is kept."""
    place = " ".join(f"when '{method}' then {at}" for at, method in enumerate(METHODS, 1))
    why = " ".join(f"when '{status}' then '{reason}'" for status, reason in UNLINKED.items())
    con.execute(
        f"""insert into badge_tag_links by name
        with aligned as (
            select distinct concept_id as skill_id, taxonomy_id from concept_versions
            where is_skill(kind) or kind = 'skill group'),
        found as (
            select tags.*, skill_id, taxonomy_id, '{ACCEPTED}' as status, 'uri' as method from tags
            join aligned on skill_id = target_uri
            union all
            select tags.*, concept_id, taxonomy_id, status, method from tags
            join skill_links on name_norm = tag_norm),
        placed as (
            select *, case when status <> '{ACCEPTED}' then {len(METHODS) + 1}
                           else case method {place} end end as place,
                   list_position({list(UNLINKED)}, status) as reason
            from found),
        best_of_each as (
            from placed
            qualify place = min(place) over (partition by badge_id, tag, origin, taxonomy_id)),
        best as (
            from best_of_each where status = '{ACCEPTED}'
            qualify row_number() over (partition by badge_id, tag, origin, skill_id order by place) = 1
            union all
            from best_of_each
            where status <> '{ACCEPTED}'
            qualify row_number() over (partition by badge_id, tag, origin order by reason nulls last) = 1),
        shown as (
            from best
            qualify status = '{ACCEPTED}'
                or not bool_or(status = '{ACCEPTED}') over (partition by badge_id, tag, origin))
        select tags.badge_id, tags.tag, tags.tag_norm, tags.origin, tags.recorded_at,
               coalesce(status, '{UNMAPPED}') as status,
               case when status = '{ACCEPTED}' then skill_id end as skill_id,
               case when status = '{ACCEPTED}' then method end as method,
               case coalesce(status, '{UNMAPPED}') {why} end as unlinked_because
        from tags left join shown using (badge_id, tag, origin);
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
