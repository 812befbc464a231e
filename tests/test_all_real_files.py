"""All real files at hand in one load: each is read as what it is, or named with what it looks like.

What 183 of them are is in EXPECTED.tsv beside them, found out with other programs. What the rest are is in
expected_files.tsv beside this test, written and reviewed by eye.
"""

import csv
import datetime
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from real_input import BADGES, at_hand

import skillslib as sk
from skillslib.loading import LoadError, load

pytestmark = at_hand

OURS = Path(__file__).parent / "expected_files.tsv"
DAY = datetime.date(2026, 11, 23)  # the day of which EXPECTED.tsv tells the validity
AWARD, LIST = "award", "list of statuses"

# What the families of EXPECTED.tsv have to come out as: the format they are read as, or the reason code.
READ_AS = {
    "OB3": ("Open Badges 3.0",),
    "VP": ("Open Badges 3.0",),
    "CLR2": ("Comprehensive Learner Record 2.0: Open Badges 3.0",),
    "OB2-assertion": ("Open Badges 2.0",),
    "OB1.x-assertion": ("Open Badges 1.1", "Open Badges 1.0", "Open Badges 0.5"),
    "OB2-badgeclass": ("Open Badges 2.0 badge class", "Open Badges 1.1 badge class"),
    "OB2-revlist": (LIST,),
    "statuslist": (LIST,),
}
NAMED = {
    "OB2-endorsement": "endorsement",
    "OB3-endorsement": "endorsement",
    "OB2-issuer": "issuer-profile",
    "OB2-key": "key",
    "VC-other": "other-credential",
    "no-badge-inside": "it is a picture without a badge: download it from its issuer",
    "empty": "an empty file",
    "url-in-image": "text that is neither JSON nor a table we know",
}
AWARDED = ("OB3", "VP", "CLR2", "OB2-assertion", "OB1.x-assertion")
MODELS = {"VCDM1.1": "VCDM 1.1", "VCDM2.0": "VCDM 2.0"}
VERSIONS = {"OB2": "2.0", "OB1.1": "1.1"}  # of Open Badges, where that is all a data model says

# Read otherwise than their family is, and why a person agrees.
OTHERWISE = {
    # They are of the right type, but name no achievement: nobody can tell for what the award is
    "1edtech-validator-ob30/simple-noproof.json": "no-achievement",
    "1edtech-validator-ob30/simple-err-context.json": "no-achievement",
    "1edtech-validator-ob30/simple-err-issued.json": "no-achievement",
    "1edtech-validator-ob30/simple-err-issuer.json": "no-achievement",
}
DCC = "dcc-vc-test-fixtures/verifiableCredentials/v2/dataIntegrityProof/didKey/"
LISTS = "dcc-vc-test-fixtures/statusLists"
# Of one issuer and one id with a file that is revoked, so that the two are one award; alone it is not.
REVOKED_BY_ANOTHER = f"{DCC}twoOIDF-validStatus-expired.json"


@dataclass
class Outcome:
    """What became of a file: what was read of it, from when to when it holds, and what was refused."""

    formats: list = field(default_factory=list)  # (format, data model or None, documents)
    window: list = field(default_factory=list)  # (awarded from, awarded to, ends on) of each of them
    codes: list = field(default_factory=list)  # (reason code, documents)
    looks: str = ""

    def said(self):
        formats = [f"{', '.join(filter(None, (name, model)))} x{n}" for name, model, n in self.formats]
        return "; ".join([*formats, *(f"{code} x{n}" for code, n in self.codes), *filter(None, [self.looks])])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    store = tmp_path_factory.mktemp("all") / "store"
    # Lists that name no day are read for the day of their export.
    return load(BADGES, store=store, exported_on=DAY), store


@pytest.fixture(scope="module")
def outcomes(loaded):
    summary, store = loaded
    return outcomes_of(summary, store)


def outcomes_of(summary, store):
    """The outcome of each file by its name. Of files with the same bytes only one is read: they share it."""
    found = {file.split(": ")[0]: Outcome(looks=what) for file, what in summary.not_read}
    with sk.connect(store) as con:
        names = defaultdict(list)
        for source, file in con.execute("select source_id, file from sources").fetchall():
            names[source] = [file, *(twin.found.name for twin in summary.twins.get(source, []))]
        formats = con.execute("from source_formats order by all").fetchall()
        refused = con.execute(
            "select source_id, reason_code, count(*) from quarantine group by all order by all"
        ).fetchall()
    for source, files in names.items():
        for file in files:
            found.setdefault(file.split(": ")[0], Outcome())
        for _, name, model, number, *window in (row for row in formats if row[0] == source):
            for file in files:
                found[file].formats.append((name, model, number))
                found[file].window.append(tuple(window))
        for _, code, number in (row for row in refused if row[0] == source):
            for file in files:
                found[file].codes.append((code, number))
    return found


@pytest.fixture(scope="module")
def status(loaded):
    """Of a plain document that names a list of statuses: what the lists that were loaded say of its award."""
    _, store = loaded
    vault = next((store / "vault").glob("*.duckdb"))
    with duckdb.connect(str(vault), read_only=True) as con:
        award_of = dict(con.sql("select document_hash, award_id from raw_documents").fetchall())
    with sk.connect(store) as con:
        said = dict(con.sql("select award_id, min(status) from award_statuses group by 1").fetchall())
        asked = {row[0] for row in con.sql("select award_id from award_status_entries").fetchall()}

    def told(file):
        text = (BADGES / file).read_bytes()
        award = award_of.get(hashlib.md5(text.strip()).hexdigest())
        return said.get(award, "unknown") if award in asked and b"credentialStatus" in text else "none"

    return told


def state(outcome, status_said):
    """Whether an award is valid on DAY, and if not, why not; for what is no award, nothing."""
    if not any(start for start, _, _ in outcome.window):
        return ""
    start, _, end = outcome.window[0]
    words = ["revoked"] * (status_said == "revoked") + ["expired"] * (end is not None and end <= DAY)
    words += ["not yet valid"] * (start > DAY) + ["status unknown"] * (status_said == "unknown")
    return ", ".join(words) or "valid"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


EXPECTED = {row["file"]: row for row in rows_of(BADGES / "EXPECTED.tsv")} if BADGES.is_dir() else {}
REVIEWED = {row["file"]: row for row in rows_of(OURS)}


def agrees(file, outcome, status_said):
    """Whether a file came out as the two tables say; else what differs."""
    if file in REVIEWED:
        return outcome.said() == REVIEWED[file]["outcome"] or f"expected {REVIEWED[file]['outcome']}"
    row = EXPECTED[file]
    code = OTHERWISE.get(file) or NAMED.get(row["family"])
    if code:
        return outcome.said() in (code, f"{code} x1") or f"expected {code}"
    if len(outcome.formats) != 1 or outcome.codes or outcome.looks:
        return f"expected {row['family']}"
    name, model, _ = outcome.formats[0]
    version = VERSIONS.get(row["data_model"])
    wanted = READ_AS[row["family"]]
    if version and row["family"] in AWARDED:
        wanted = (f"Open Badges {version}",)
    if name not in wanted:
        return f"expected {' or '.join(wanted)}"
    if row["family"] in AWARDED and model != MODELS.get(row["data_model"]):
        return f"expected {row['data_model']}"
    return _holds(row, outcome, status_said)


def _holds(row, outcome, status_said):
    if row["family"] not in AWARDED:
        return True
    words = {"expired": "expired", "not-yet-valid": "not yet valid", "in-window": ""}
    revoked = row["status"] == "REVOKED" or row["file"] == REVOKED_BY_ANOTHER
    wanted = ["revoked"] * revoked + [words[row["window_at_2026-11-23"]]]
    wanted += ["status unknown"] * row["status"].startswith("remote:")
    wanted = ", ".join(filter(None, wanted)) or "valid"
    return state(outcome, status_said) == wanted or f"expected {wanted}"


def test_every_file_is_read_as_what_it_is_or_named(outcomes, status, record_property):
    files = sorted(p.relative_to(BADGES).as_posix() for p in BADGES.rglob("*") if p.is_file())
    verdicts = {file: agrees(file, outcomes[file], status(file)) for file in files}
    lines = [f"{len(files)} real files, on {DAY}:"]
    for file in files:
        told, mark = outcomes[file], "  " if verdicts[file] is True else "! "
        lines.append(f"{mark}{file:<115.115} {state(told, status(file)):<16} {told.said()}")
    record_property("shown", "\n".join(lines))
    assert {file: verdict for file, verdict in verdicts.items() if verdict is not True} == {}


def test_the_two_tables_name_every_file_once(outcomes):
    files = {p.relative_to(BADGES).as_posix() for p in BADGES.rglob("*") if p.is_file()}
    assert files == set(outcomes)
    assert EXPECTED.keys() | REVIEWED.keys() == files and not EXPECTED.keys() & REVIEWED.keys()
    assert all(row["why"] for row in REVIEWED.values())


def test_the_counts_reconcile(loaded):
    summary, store = loaded
    for count in summary.files:
        assert count.read == count.accepted + count.quarantined + count.duplicates
    with sk.connect(store) as con:
        read, refused = con.sql("select sum(rows_read), sum(quarantined) from sources").fetchall()[0]
        documents = con.sql("select sum(badges) from source_formats").fetchall()[0][0]
    assert read == documents + refused


def test_a_list_of_statuses_holds_from_its_own_day(loaded):
    _, store = loaded
    with sk.connect(store) as con:
        days = dict(
            con.sql(
                """select file, valid_from::date from status_lists
                join status_list_files on list_hash = row_hash"""
            ).fetchall()
        )
    for file, row in EXPECTED.items():
        if row["family"] == "statuslist":
            assert (days[file] > DAY) == (row["window_at_2026-11-23"] == "not-yet-valid"), file


def test_an_award_is_revoked_where_one_of_its_credentials_is(tmp_path):
    def revoked(files):
        load([BADGES / file for file in (LISTS, *files)], store=tmp_path / str(len(files)))
        with sk.connect(tmp_path / str(len(files))) as con:
            return con.sql(f"select revoked_on is not null from awards('{DAY}')").fetchall()

    assert revoked([REVOKED_BY_ANOTHER]) == [(False,)]
    assert revoked([REVOKED_BY_ANOTHER, f"{DCC}oidf-revokedStatus-noExpiry.json"]) == [(True,)]


def test_an_assertion_that_says_it_is_revoked_revokes_what_has_its_address(loaded):
    _, store = loaded
    own = hashlib.md5(b"https://example.org/beths-robotics-badge.json").hexdigest()
    with sk.connect(store) as con:
        assert con.execute("select status from award_statuses where award_id = $1", [own]).fetchall() == [
            ("revoked",)
        ]


@pytest.mark.slow
def test_a_file_alone_comes_out_as_it_does_among_the_others(outcomes, tmp_path):
    # Each file that is read, and one of those that are named alike
    alike = {among.said() if among.formats == [] else file: file for file, among in outcomes.items()}
    differing = {}
    for number, file in enumerate(alike.values()):
        among = outcomes[file]
        store = tmp_path / str(number)
        try:
            summary = load(BADGES / file, store=store, exported_on=DAY, accept_quarantine_rate=1)
            alone = outcomes_of(summary, store)[Path(file).name]
        except LoadError as error:
            alone = Outcome(looks=str(error).partition(": ")[2].partition("). Known are")[0])
        if alone != among:
            differing[file] = (alone.said(), among.said())
    assert differing == {}
