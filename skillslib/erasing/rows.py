"""The rows of a person are taken out of the facts and the vault; what is left of them is a tombstone.

Their columns tell which tables those are: a table of people or of awards that comes later is not forgotten.
"""

from skillslib.erasing.files import unnamed
from skillslib.erasing.mention import ends_of
from skillslib.intake import content
from skillslib.people.employments import ASSIGNMENT
from skillslib.quoting import literal

# Of which tables `statements` tells, and what of their rows is a thing.
STATED = {
    "assignment_versions": ("assignment_id",),
    "enrolment_versions": ("programme_id", "person_id", "enrolled_on"),
}


def take_out(con, person, remembered=True):
    """Take every row of a Person out of a connection that builds; returns how many rows of which table.

    `remembered` by hashes, a person stays away when an old export is loaded again.
    """
    _name(con, person)
    if remembered:
        _bury(con, person)
    taken = {}
    for table, key in STATED.items():
        con.execute(
            f"""delete from statements where version_of = {literal(table)} and thing in (
                select {content(*key)} from {table} semi join gone_people using (person_id))"""
        )
    for column, gone in (("person_id", "gone_people"), ("award_id", "gone_awards")):
        for table in tables(con, column):
            taken[table] = taken.get(table, 0) + _delete(con, table, f"{column} in (from {gone})")
    _unname_manager(con)
    con.execute(
        """update unmatched_recipients as told set recipient_id = first_id
        from (select recipient_id, min(award_id) as first_id from unmatched_recipients group by recipient_id)
            as own
        where own.recipient_id = told.recipient_id and told.recipient_id in (from gone_awards)"""
    )
    if person.addresses:
        _take_out_texts(con, person.mention, taken)
    return {table: rows for table, rows in taken.items() if rows}


def _take_out_texts(con, mention, taken):
    """What speaks of a person, also where no row says whose it is: counted in `taken`."""
    for table in ("vault.identities", "vault.recipients"):
        taken[table] += _delete(con, table, "kind <> 'name' and value_norm in (from gone_words)")
    for table, column in (("vault.quarantine_raw", "raw"), ("vault.raw_documents", "document")):
        spoken = mention.rows(con, table, column)
        found = _delete(con, table, "rowid in (select unnest($1::bigint[]))", [spoken])
        taken[table] = taken.get(table, 0) + found
    for table in tables(con, "file"):
        for (file,) in con.execute(f"select distinct file from {table} where file is not null").fetchall():
            if (other := unnamed(file, mention)) != file:
                con.execute(f"update {table} set file = $1 where file = $2", [other, file])


def _name(con, person):
    """The temporary tables `gone_people`, `gone_awards` and `gone_words`."""
    for table, values in (
        ("gone_people", person.people),
        ("gone_awards", person.awards),
        ("gone_words", person.addresses),
    ):
        con.execute(f"create or replace temp table {table} (word text)")
        con.execute(f"insert into {table} select unnest($1::text[])", [list(values)])
    con.execute(
        """update gone_words set word = lower(word);
        alter table gone_people rename word to person_id;
        alter table gone_awards rename word to award_id"""
    )


def _bury(con, person):
    """Tombstones: hashes, under a secret of their own, of ids, addresses, awards and names that stay away."""
    words = {*person.addresses, *person.awards}
    words = sorted(words | {word.lower() for word in words})
    con.execute(
        """insert into vault.erased
        select distinct tombstone(word) as stone from (select unnest($1::text[]) as word)
        where stone not in (from vault.erased)""",
        [words],
    )
    names = [name for name in map(ends_of, person.names) if name]
    names = sorted({" ".join(name) for first, last in names for name in ((first, last), (last, first))})
    con.execute(
        """insert into vault.erased
        select distinct name_tombstone(name) as stone from (select unnest($1::text[]) as name)
        where stone not in (from vault.erased)""",
        [names],
    )


def tables(con, column):
    """The tables of facts and vault that have a column, as SQL names them."""
    return [
        f"vault.{table}" if place == "vault" else table
        for place, table in con.execute(
            """select database_name, table_name from duckdb_columns()
            where column_name = ? and not internal and database_name in (current_database(), 'vault')
              and (database_name, table_name) in (
                  select (database_name, table_name) from duckdb_tables() where not temporary)
            order by all""",
            [column],
        ).fetchall()
    ]


def _delete(con, table, which, given=()):
    return con.execute(f"delete from {table} where {which}", list(given)).fetchall()[0][0]


def _unname_manager(con):
    """Posts under a manager who was erased name none, and their versions are called by what they now say."""
    said = content(*ASSIGNMENT).replace("manager_id", "null")
    con.execute(
        f"""create or replace temp table unnamed as
        select assignment_id, row_hash as told_hash, {said} as row_hash
        from assignment_versions where manager_id in (from gone_people);
        update statements set row_hash = unnamed.row_hash from unnamed
        where version_of = 'assignment_versions' and thing = {content("assignment_id")}
          and statements.row_hash = told_hash;
        update assignment_versions as told set manager_id = null, row_hash = unnamed.row_hash
        from unnamed
        where told.assignment_id = unnamed.assignment_id and told.row_hash = told_hash;
        update snapshot_spans set manager_id = null where manager_id in (from gone_people);
        drop table unnamed"""
    )
