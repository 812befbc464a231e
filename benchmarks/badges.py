"""Badges come in: faults found in a million rows, and half a million credentials into tables."""

import json
from datetime import date, timedelta

from benchmarks.claim import Claim
from benchmarks.measuring import best, run, times
from tests.faulty_export import write

ROWS, CREDENTIALS = 1_000_000, 500_000

# The engine's own reading of the same file, all as text, with a list of the lines that it rejects.
PLAIN_CSV = """
start = time.perf_counter()
columns = {name: "VARCHAR" for name in path.open(encoding="utf-8").readline().strip().split(",")}
duckdb.connect().execute(
    "create temp table cells as from read_csv(?, columns=?, delim=',', quote='\\"', escape='\\"', "
    "header=true, auto_detect=false, store_rejects=true)", [str(path), columns])
done(start)
"""

# What a load does to find the faults: the bytes, the header, the rows as text, the lines, one query of rules.
FAULTS = """
from skillslib.badges import credly
from skillslib.intake import look, read_rows
con = duckdb.connect()
start = time.perf_counter()
read_rows(con, look(path), credly.EXPORT, "1")
found = con.execute('''
    select line, faults[1]."column" as name, faults[1].code as code from judged where len(faults) > 0
    union all select line, column_name, error from reject_rows order by line''').fetchall()
done(start, found=len(found))
"""

LOAD = """
from skillslib.loading import load
start = time.perf_counter()
load([path], store=folder / "store", exported_on="2026-10-05")
done(start)
"""

# What somebody would write by hand for the same fields: a read with a schema, and one of the documents' text.
HAND_WRITTEN = """
con = duckdb.connect(str(folder / "hand.duckdb"))
start = time.perf_counter()
con.execute('''
create temp table credentials as
select * from read_json($path, format='newline_delimited', columns={
    "@context": 'JSON', id: 'VARCHAR', awardedDate: 'VARCHAR', validFrom: 'VARCHAR', validUntil: 'VARCHAR',
    issuanceDate: 'VARCHAR', expirationDate: 'VARCHAR', name: 'VARCHAR', evidence: 'JSON',
    issuer: 'STRUCT(id VARCHAR, name VARCHAR)',
    credentialStatus: 'STRUCT(id VARCHAR, statusPurpose VARCHAR, statusListIndex VARCHAR,
        statusListCredential VARCHAR)[]',
    credentialSubject: 'STRUCT(id VARCHAR, identifier STRUCT(identityHash VARCHAR, identityType VARCHAR,
        salt VARCHAR)[], "result" JSON, achievement STRUCT(id VARCHAR, name VARCHAR, achievementType VARCHAR,
        inLanguage VARCHAR, tag VARCHAR[], alignment STRUCT(targetName VARCHAR, targetUrl VARCHAR)[],
        resultDescription JSON, creator STRUCT(id VARCHAR, name VARCHAR)))'})''', {"path": str(path)})
con.execute('''
create temp table texts as
select json::text as document
from read_json_objects($path, format='newline_delimited')''', {"path": str(path)})
"""
STAGED_BY_HAND = HAND_WRITTEN + "done(start)\n"
TABLES_BY_HAND = (
    HAND_WRITTEN
    + """
con.execute('''
create table awards as
select md5(concat_ws(chr(31), issuer.id, id)) as award_id, credentialSubject.achievement.id as badge_id,
       try_cast(coalesce(awardedDate, validFrom, issuanceDate) as timestamp) as awarded_at,
       try_cast(coalesce(validUntil, expirationDate) as timestamp) as ends_at from credentials;
create table badges as
select distinct credentialSubject.achievement.id as badge_id, credentialSubject.achievement.name as name,
       issuer.id as issuer_id, issuer.name as issuer from credentials;
create table tags as
select distinct badge_id, unnest(tags) as tag from (
    select credentialSubject.achievement.id as badge_id,
           list_concat(credentialSubject.achievement.tag,
               list_transform(credentialSubject.achievement.alignment, lambda a: a.targetName)) as tags
    from credentials);
create table recipients as
select md5(concat_ws(chr(31), issuer.id, id)) as award_id, unnest(credentialSubject.identifier) as identifier
from credentials;
create table documents as select md5(document) as document_hash, document from texts;
checkpoint''')
done(start)
"""
)

# The credentials' fields as staging rows, each with its document and its faults: what a load begins with.
STAGED = """
from skillslib.badges import documents, open_badges_3, reading
from skillslib.intake import look
con = duckdb.connect(str(folder / "staged.duckdb"))
con.execute("set TimeZone = 'UTC'")
found = look(path)
start = time.perf_counter()
documents.stage(con, [("1", found, "lines")], reading.TELLS)
con.execute(open_badges_3.MACROS)
reading.judge(con, reading.AWARDS, {"Open Badges 3.0"})
done(start, staged=con.execute("select count(*) from judged where len(faults) = 0").fetchall()[0][0])
"""


def faults_are_found(folder):
    """Faults planted in a million rows, and what a load found: each by line, column and reason."""
    path = folder / "export.csv"
    planted = write(path, ROWS)
    found = _faults_of_a_load(folder, path)
    return Claim(
        "faults of a million rows missed or invented",
        len(set(planted) ^ set(found)) + len(found) - len(set(found)),
        "at most",
        0,
        "faults",
        f"{len(planted):,} of 10 kinds planted, by line, column and reason",
    )


def _faults_of_a_load(folder, path):
    import skillslib as sk

    sk.load([path], store=folder / "faulty")
    with sk.connect(folder / "faulty") as con:
        return con.sql("select line, column_name, reason_code from quarantine order by line").fetchall()


def faults_are_found_soon(folder):
    """The time to find them, beside the engine's own reading of the file as text."""
    ours, plain = best(folder, folder / "export.csv", FAULTS, PLAIN_CSV)
    return times("finding them, beside reading the file as text alone", ours, plain, 3)


def faults_take_little_memory(folder):
    """The largest memory of a process that finds them; beside it that of the whole load into a store."""
    found, loaded = (run(folder, program, folder / "export.csv") for program in (FAULTS, LOAD))
    return Claim(
        "memory of finding them",
        found["megabytes"],
        "at most",
        800,
        "MB",
        f"the whole load, history and matching too: {loaded['megabytes']:,.0f} MB, {loaded['seconds']:.1f} s",
    )


def write_credentials(path, number):
    """Open Badges 3.0 credentials as JSON lines: 2,000 badges, 60,000 people, one in three with an end."""
    names = ("Data Analysis", "Cloud Basics", "Welding", "Negotiation", "Java", "SQL", "Kubernetes", "Safety")
    with path.open("w", encoding="utf-8") as file:
        for row in range(number):
            badge = row % 2_000
            name, day = names[badge % 8], date(2019, 1, 1) + timedelta(days=row % 2_500)
            credential = {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "id": f"https://guild.example/credentials/{row:08}",
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "issuer": {"id": "https://guild.example", "type": ["Profile"], "name": "Example Guild"},
                "validFrom": f"{day}T10:00:00Z",
                "name": f"{name} {badge}",
                "credentialSubject": {
                    "type": ["AchievementSubject"],
                    "identifier": [
                        {
                            "type": "IdentityObject",
                            "hashed": False,
                            "identityHash": f"e{row % 60_000:06}@company.example",
                            "identityType": "emailAddress",
                        }
                    ],
                    "achievement": {
                        "id": f"https://guild.example/badges/{badge}",
                        "type": ["Achievement"],
                        "name": f"{name} {badge}",
                        "description": "Shows that the earner can do what its name says, at work.",
                        "criteria": {"narrative": "Pass the exam and hand in a piece of work."},
                        "tag": [name, names[(badge + 3) % 8]],
                        "alignment": [
                            {
                                "type": ["Alignment"],
                                "targetName": name,
                                "targetUrl": f"https://skills.example/{badge % 8}",
                            }
                        ],
                    },
                },
            }
            if row % 3 == 0:
                credential["validUntil"] = f"{day + timedelta(days=1_095)}T10:00:00Z"
            file.write(json.dumps(credential) + "\n")


def credentials_are_staged_soon(folder):
    """Half a million credentials read and judged, beside a read of the same fields written by hand."""
    path = folder / "credentials.jsonl"
    write_credentials(path, CREDENTIALS)
    ours, hand = best(folder, path, STAGED, STAGED_BY_HAND)
    if ours["staged"] != CREDENTIALS:
        raise RuntimeError(f"{ours['staged']:,} of {CREDENTIALS:,} credentials were read")
    return times(
        "500,000 credentials to judged rows and their texts, beside read_json of the same", ours, hand, 2
    )


def credentials_are_loaded_soon(folder):
    """The same from file to store, beside tables of the same fields and documents written by hand."""
    ours, hand = best(folder, folder / "credentials.jsonl", LOAD, TABLES_BY_HAND)
    return times("500,000 credentials into a store, beside the same tables written by hand", ours, hand, 2)


CLAIMS = (
    faults_are_found,
    faults_are_found_soon,
    faults_take_little_memory,
    credentials_are_staged_soon,
    credentials_are_loaded_soon,
)
