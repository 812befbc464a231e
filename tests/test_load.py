"""Loading: order changes nothing, twice changes nothing, a bad file changes nothing; all rows add up."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import skillslib as sk
from skillslib.checking import page
from skillslib.intake import IntakeError
from skillslib.loading import LoadError, load
from skillslib.loading.recognise import PAGE, PAGE_WITHIN
from skillslib.loading.unread import columns_shown
from skillslib.store import connect, current_version
from tests.pseudonym import pseudonym

PEOPLE = (
    "employee_id,first_name,last_name,email,email_aliases,hired_on,left_on,starts_on,ends_on,"
    "business_unit_id,location_id,job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
)
CREDLY = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Country,Issued to Email,"
    "Status,Expired,Issue Date,Expires At,Revoked At,State Updated At,Record Created\n"
)
CATALOGUE = "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At\n"
TAXONOMY = "skill_id,label,alternative_labels,broader,kind,description\n"


def person(number, alias="", fte="1.0"):
    return (
        f"E-{number},Ann,Example,e{number}@company.example,{alias},2020-01-01,,2020-01-01,,BU-1,LOC-1,"
        f"Engineer,,{fte},employee,no,2020-01-02\n"
    )


def award(number, email="e1@company.example", status="accepted", issued="2024-03-01", earner=""):
    return (
        f"Python,T-1,Acme,A-{number},{earner},AT,{email},{status},,{issued},2027-03-01,,"
        "2024-03-05,2024-03-02\n"
    )


def write_company(folder, awards=None):
    folder.mkdir(exist_ok=True)
    texts = {
        "people.csv": PEOPLE + person(1, "ann@private.example") + person(2),
        "business_units.csv": "business_unit_id,starts_on,name,parent_id,last_changed_on\n"
        "BU-1,2020-01-01,All,,2020-01-01\n",
        "locations.csv": "location_id,name,city,country,country_code,latitude,longitude,last_changed_on\n"
        "LOC-1,Office,Vienna,Austria,AT,48.2,16.4,2020-01-01\n",
        "taxonomy.csv": TAXONOMY + "s:1,Python (programming),Python,,skill,\ns:2,Java,,,skill,\n",
        "badge_templates.csv": CATALOGUE + "T-1,Python,Acme,Skill,Intermediate,python,,2020-01-01\n",
        "credly_badges.csv": CREDLY + (awards or award(1) + award(2, "Ann@Private.example")),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def company(tmp_path):
    return write_company(tmp_path / "company")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "store"


def test_a_company_is_read_matched_and_linked(company, folder):
    summary = load(company, store=folder)
    assert summary.matched == {"email": 2}
    assert (summary.linked, summary.unlinked) == ({"alias": 1}, {})
    with sk.connect(folder) as con:
        # both awards are Ann's, level 3 by the rule for Intermediate
        assert con.sql("from holdings('2025-01-01', '2025-01-01')").fetchall() == [
            (pseudonym("E-1"), "s:1", 3)
        ]
        assert con.sql("from holdings('2027-03-01', '2025-01-01')").fetchall() == []
        assert sk.check(con)["ok"].all()


def test_a_file_read_again_for_a_day_of_export_is_told_of_once(company, folder):
    load(company, store=folder)
    load(company, store=folder, exported_on="2026-05-01")
    with connect(folder) as con:
        told = con.sql("select file, exported_on::text from readings").fetchall()
    files = [path.name for path in company.iterdir()]
    assert sorted(told) == sorted((file, "2026-05-01") for file in files)


def test_the_same_files_twice_make_no_new_version_and_all_rows_are_duplicates(company, folder):
    first = load(company, store=folder)
    again = load(company, store=folder)
    assert again.version == first.version
    assert len(list((folder / "versions").iterdir())) == 1
    frame = again.to_frame()
    assert (frame["read"] == frame["duplicates"]).all()
    assert frame["accepted"].sum() == 0


@pytest.mark.slow
def test_the_order_of_files_changes_nothing(company, folder, tmp_path):
    files = sorted(company.iterdir())
    one = load(files, store=folder).version
    assert load(files[::-1], store=tmp_path / "other").version == one
    for file in files[::-1]:
        last = load(file, store=tmp_path / "by one").version
    assert last == one


@pytest.mark.slow
def test_overlapping_exports_in_either_order_are_one(company, folder, tmp_path):
    (company / "credly_more.csv").write_text(CREDLY + award(2, "Ann@Private.example") + award(3))
    (company / "credly_badges.csv").rename(tmp_path / "credly_badges.csv")
    first, second = tmp_path / "credly_badges.csv", company / "credly_more.csv"
    load([company, first], store=folder)
    (tmp_path / "b").mkdir()
    load([first], store=tmp_path / "b" / "store")
    load([second], store=tmp_path / "b" / "store")
    load([company], store=tmp_path / "b" / "store")
    (tmp_path / "c").mkdir()
    load([company], store=tmp_path / "c" / "store")
    load([first], store=tmp_path / "c" / "store")
    versions = {current_version(f) for f in (folder, tmp_path / "b" / "store", tmp_path / "c" / "store")}
    assert len(versions) == 1


def test_a_copy_under_another_name_is_all_duplicates(company, folder):
    (company / "copy.csv").write_bytes((company / "credly_badges.csv").read_bytes())
    frame = load(company, store=folder).to_frame().set_index("file")
    counted = frame.loc[["copy.csv", "credly_badges.csv"], ["read", "accepted", "duplicates"]]
    assert sorted(counted.itertuples(index=False, name=None)) == [(2, 0, 2), (2, 2, 0)]


def test_too_many_faulty_rows_are_refused_and_the_store_stays(company, folder):
    before = load(company, store=folder).version
    bad = company / "credly_badges.csv"
    bad.write_text(CREDLY + award(9) + award(10, issued="03/04/2024"))
    with pytest.raises(
        LoadError, match=r"1 of 2 rows are faulty.*credly_badges.csv, line 3.*two ways"
    ) as error:
        load(company, store=folder)
    assert "company.example" not in str(error.value)
    assert current_version(folder) == before
    summary = load(company, store=folder, accept_quarantine_rate=0.5)
    assert summary.version != before
    assert json.loads((folder / "loads.jsonl").read_text().splitlines()[-1])["accept_quarantine_rate"] == 0.5


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_a_load_that_is_stopped_changes_nothing(company, folder, monkeypatch, stop):
    before = load(company, store=folder).version
    files = sorted(path.relative_to(folder) for path in folder.rglob("*"))

    def stopped(con):
        raise stop

    monkeypatch.setattr("skillslib.matching.derive", stopped)
    (company / "credly_badges.csv").write_text(CREDLY + award(9))
    with pytest.raises(stop):
        load(company, store=folder)
    assert current_version(folder) == before
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == files


def test_rejected_badges_are_excluded_counted_and_no_fault(company, folder):
    (company / "credly_badges.csv").write_text(CREDLY + award(1) + award(2))
    load(company, store=folder)
    (company / "later.csv").write_text(CREDLY + award(2, status="rejected") + award(3, status="rejected"))
    summary = load(company, store=folder)
    count = next(c for c in summary.files if c.file == "later.csv")
    assert (count.read, count.accepted, count.quarantined, count.faulty) == (2, 2, 0, 0)
    assert summary.totals["awards"] == 1
    assert summary.totals["awards rejected, or failed"] == 2
    with sk.connect(folder) as con:
        held = "select count(*) from awards('{}')"
        # rejected on 2024-03-05, by its State Updated At: until then it was known as given
        assert [con.sql(held.format(day)).fetchall()[0][0] for day in ("2024-03-04", "2024-03-05")] == [2, 1]


def test_nothing_is_made_where_nothing_can_be_read(tmp_path, folder):
    (tmp_path / "strange.csv").write_text("colour,taste\nred,sweet\n")
    with pytest.raises(
        LoadError, match=r"strange.csv: a table we do not know, with the columns colour, taste"
    ):
        load(tmp_path / "strange.csv", store=folder)
    with pytest.raises(LoadError, match="no such file"):
        load(tmp_path / "absent", store=folder)
    assert not folder.exists()


def test_a_table_without_a_header_shows_none_of_its_first_row(company, folder):
    (company / "staff.csv").write_text("Jane Doe,jane@company.example,1984-02-03\nJohn Roe,,1980-01-01\n")
    (company / "jane@company.example.json").write_text(as_document(1).replace("2024-03-01", "2024-03-32"))
    (company / "of joe@company.example.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    summary = load(company, store=folder, accept_quarantine_rate=1)
    told = dict(summary.not_read)
    assert told["staff.csv"] == "a table we do not know: its first line looks like data, not a header"
    assert "of …@….png" in told
    said = str(summary) + (folder / "loads.jsonl").read_text(encoding="utf-8")
    assert "Jane" not in said and "jane" not in said and "joe" not in said
    assert "…@….json" in str(summary)


def test_what_is_not_read_is_named(company, folder):
    (company / "photo.png").write_text("<!DOCTYPE html><html>Please log in</html>")
    (company / "empty.json").write_text("")
    (company / "README.md").write_text("# Notes")
    (company / "staff.csv").write_text("employee_id,completed_on,score\nE-1,,7\n")
    assert dict(load(company, store=folder).not_read) == {
        "photo.png": "HTML saved as .png: download the badge itself",
        "empty.json": "an empty file",
        "README.md": "a note",
        "staff.csv": "a table we do not know, with the columns employee_id, completed_on, score; "
        "most like enrolments, which needs programme_id, enrolled_on too",
    }


def test_a_renamed_column_is_refused_by_name(company, folder):
    text = (company / "people.csv").read_text().replace("hired_on", "start_date")
    (company / "people.csv").write_text(text)
    with pytest.raises(ValueError, match=r"people.csv: the column 'hired_on' is missing"):
        load(company, store=folder)
    assert not folder.exists()


@pytest.mark.parametrize("day", ["05/10/2026", "soon", 7])
def test_the_day_of_the_export_is_a_day(company, folder, day):
    with pytest.raises(LoadError, match="exported_on"):
        load(company, store=folder, exported_on=day)


@pytest.mark.parametrize("rate", [-0.1, 1.5, True, "0.1", None])
def test_the_rate_is_a_share(company, folder, rate):
    with pytest.raises(LoadError, match="accept_quarantine_rate"):
        load(company, store=folder, accept_quarantine_rate=rate)


def test_the_summary_names_no_person(company, folder):
    (company / "people.csv").write_text(PEOPLE + person(1) + person(2) + person(3, fte="Ann"))
    said = str(load(company, store=folder, accept_quarantine_rate=1))
    assert "fte: not a value of kind number" in said
    for name in ("Ann", "Example", "company.example", "E-1", "E-3"):
        assert name not in said


GOOD = st.integers(1, 12).map(lambda n: award(n))
BAD = st.sampled_from(
    [
        award(90, issued="2024-02-30"),
        award(91, issued="03/04/2024"),
        award(92, status="archived"),
        "Python,T-1\n",
        "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n",
        award("").replace("A-,", ","),
        award(94).replace("Acme", '"Ac"me'),
    ]
)


# Each loads three times, so a few examples of many rows
@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.one_of(GOOD, BAD), min_size=1, max_size=50), turned=st.randoms())
def test_read_is_accepted_quarantined_and_duplicates(tmp_path_factory, rows, turned):
    company = write_company(tmp_path_factory.mktemp("random") / "company", "".join(rows))
    files = sorted(company.iterdir())
    one = load(files, store=company.parent / "one", accept_quarantine_rate=1)
    count = next(c for c in one.files if c.file == "credly_badges.csv")
    good = [row for row in rows if row in {award(n) for n in range(13)}]
    assert count.read == len(rows)
    assert (count.accepted, count.duplicates) == (len(set(good)), len(good) - len(set(good)))
    assert count.quarantined == len(rows) - len(good)
    turned.shuffle(files)
    assert load(files, store=company.parent / "two", accept_quarantine_rate=1).version == one.version
    assert load(files, store=company.parent / "one", accept_quarantine_rate=1).version == one.version


def test_a_store_or_a_report_inside_the_folder_is_not_read(company, folder, tmp_path):
    first = load(company, store=company / "store")
    (company / "reports" / "2026-Q3").mkdir(parents=True)
    (company / "reports" / "2026-Q3" / "provenance.json").write_text("{}")
    again = load(company, store=company / "store")
    assert again.version == first.version and again.not_read == first.not_read


MATRIX = "Skill,Ann One,van der Berg Bob,Cid\nWelding,since May,a little,\n"


def test_columns_that_may_be_people_are_never_shown(company):
    (company / "who can what.csv").write_text(MATRIX, encoding="utf-8")
    said = dict(load(company, store=company / "store").not_read)["who can what.csv"]
    hidden = "with the columns Skill and 3 not shown here (they may be names of people)"
    assert said == f"a table we do not know, {hidden}"
    assert (
        sk.init(company, yes=True)
        .recognised["who can what.csv"]
        .startswith(f"a table that nothing tells, {hidden}")
    )


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["Department Code", "Parent Department Code"], "Department Code, Parent Department Code"),
        (["colour", "completed_on", "Grade (optional)"], "colour, completed_on, Grade (optional)"),
        (["O'Neil, Ann", "ANN ONE"], "2 not shown here (they may be names of people)"),
    ],
)
def test_columns_that_are_things_are_shown(names, shown):
    assert columns_shown(names) == f"the columns {shown}"


def test_a_page_of_our_own_inside_the_folder_is_no_file_of_the_company(company):
    """Nor is another page one of ours: it is named as what was not read."""
    first = load(company, store=company / "store")
    with connect(company / "store") as con:
        page.write(con, "2026-10-05", company / "check.html")
    (company / "other.html").write_text("<!doctype html><html>meta generator</html>", encoding="utf-8")
    again = load(company, store=company / "store")
    assert set(again.not_read) - set(first.not_read) == {("other.html", "HTML, no badge")}
    assert "check.html" not in sk.init(company, yes=True).recognised


def test_every_page_says_that_it_is_ours():
    pages = {path.name: path.read_bytes() for path in Path(sk.__file__).parent.rglob("*.html.j2")}
    whole = {name: page for name, page in pages.items() if b"<html" in page}
    assert {"check.html.j2", "refusals.html.j2", "base.html.j2"} <= set(whole)
    assert [name for name, page in whole.items() if PAGE not in page[:PAGE_WITHIN]] == []


def credential(number, day="2024-03-01"):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "id": f"https://guild.example/credential/{number}",
        "issuer": {"id": "https://guild.example", "type": ["Profile"], "name": "Guild"},
        "validFrom": f"{day}T00:00:00Z",
        "credentialSubject": {
            "id": "mailto:e1@company.example",
            "achievement": {
                "id": "https://guild.example/badge/1",
                "type": ["Achievement"],
                "name": "Sewing",
                "criteria": {"narrative": "Sew."},
            },
        },
    }


def as_document(*numbers):
    return json.dumps(credential(numbers[0]), indent=1)


def as_lines(*numbers):
    return "".join(json.dumps(credential(number)) + "\n" for number in numbers)


def as_array(*numbers):
    return json.dumps([credential(number) for number in numbers])


def as_table(*numbers):
    return CREDLY + "".join(award(number) for number in numbers)


@pytest.mark.parametrize(
    "written, ending",
    [(as_document, "json"), (as_lines, "jsonl"), (as_array, "json"), (as_table, "csv")],
)
def test_no_name_of_a_file_or_folder_is_a_pattern(tmp_path, folder, written, ending):
    """Of names that are patterns for those beside them, each file gives its own awards, once."""
    inside, number, several = tmp_path / "in", 0, 1 if written is as_document else 2
    for place in (inside, inside / "Badges [2026]", inside / "year=2026"):
        place.mkdir()
        for name in ("x[1]", "x*", "x?", "[x", "x1"):
            (place / f"{name}.{ending}").write_text(written(number, number + 1))
            number += 2
    summary = load(inside, store=folder)
    assert [count.read for count in summary.files] == [several] * 15
    with connect(folder) as con:
        assert con.sql("select count(distinct award_id) from award_versions").fetchall() == [(15 * several,)]


def test_what_an_earlier_refusal_left_is_gone_after_a_good_load(company, folder):
    bad = company / "credly_badges.csv"
    bad.write_text(CREDLY + award(9) + award(10, issued="2024-13-01"))
    with pytest.raises(LoadError, match="The store is unchanged"):
        load(company, store=folder)
    assert (folder / ".refused" / "rows.csv").exists()
    bad.write_text(CREDLY + award(9))
    load(company, store=folder)
    assert not (folder / ".refused").exists()


@pytest.mark.skipif(os.name == "nt", reason="kills with a signal")
@pytest.mark.parametrize("where", ["skillslib.matching.derive", "skillslib.intake.rows._number"])
def test_a_killed_load_leaves_nothing_outside_the_store_and_the_next_clears_that(
    company, folder, tmp_path, where
):
    """Killed amid an archive, and amid a table with line ends of two kinds, which is copied to be read."""
    with zipfile.ZipFile(company / "more.zip", "w") as archive:
        archive.writestr("more.csv", (CREDLY + award(11)).replace("\n", "\r\n", 1))
    aside = tmp_path / "temporary"
    aside.mkdir()
    module, _, name = where.rpartition(".")
    program = f"""
import importlib, os, signal
from skillslib.loading import load
def killed(*given):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(importlib.import_module({module!r}), {name!r}, killed)
load({str(company)!r}, store={str(folder)!r})
"""
    done = subprocess.run([sys.executable, "-c", program], env=os.environ | {"TMPDIR": str(aside)})
    assert done.returncode == -signal.SIGKILL
    assert list(aside.iterdir()) == []
    (left,) = folder.glob(".building-*")
    assert [path.read_text() for path in left.rglob("*.csv")]
    assert load(company, store=folder).totals["awards"] == 3
    assert list(folder.glob(".building-*")) == []


def test_documents_with_one_fault_of_two_families_are_refused_each(tmp_path, folder):
    nameless = credential(1)
    del (
        nameless["credentialSubject"]["achievement"]["name"],
        nameless["credentialSubject"]["achievement"]["id"],
    )
    definition = {"type": ["Achievement"], "id": "https://guild.example/badge/2", "description": "Knit."}
    (tmp_path / "x.json").write_text(json.dumps([nameless, definition, credential(2)]))
    summary = load(tmp_path / "x.json", store=folder, accept_quarantine_rate=1)
    (count,) = summary.files
    assert (count.read, count.accepted, count.quarantined) == (3, 1, 2)
    with connect(folder) as con:
        codes = con.sql("select reason_code, count(distinct quarantine_id) from quarantine group by 1")
        assert codes.fetchall() == [("no-name", 2)]


def test_a_list_of_no_documents_is_read_and_holds_none(tmp_path, folder):
    (tmp_path / "x.json").write_text("[]")
    summary = load(tmp_path / "x.json", store=folder)
    (count,) = summary.files
    assert (count.read, count.accepted, count.quarantined, count.duplicates) == (0, 0, 0, 0)
    assert "x.json: nothing in it" in str(summary)


def test_a_document_in_another_encoding_is_named_without_its_folder(tmp_path, folder):
    for name, encoding in (("a.json", "utf-8"), ("b.json", "latin-1"), ("c.json", "utf-8")):
        text = json.dumps(credential(name), ensure_ascii=False).replace("Sewing", "Nähen")
        (tmp_path / name).write_bytes(text.encode(encoding))
    with pytest.raises(IntakeError, match=r"^b\.json: it is not UTF-8 text\. Save it as UTF-8\.$"):
        load([tmp_path / name for name in ("a.json", "b.json", "c.json")], store=folder)


@pytest.mark.parametrize(
    "name, text, why",
    [
        ("torn.json", b'[{"a":1},{', "it is not whole, valid JSON"),
        ("odd.json", b'[{"a":"\xe9"}]', "it is not UTF-8 text"),
        ("odd.jsonl", b'{"a":"\xe9"}\n{"a":1}\n', "it is not UTF-8 text"),
        ("single.json", b'{"a":\n"\xe9"}', "it is not UTF-8 text"),
    ],
)
def test_a_bad_file_in_an_archive_is_named_as_it_is_there(tmp_path, folder, name, text, why):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.json", as_document(1))
        archive.writestr(f"inner/{name}", text)
    with pytest.raises(IntakeError, match=rf"^x\.zip: inner/{name}: {why}"):
        load(tmp_path / "x.zip", store=folder)


def test_lines_of_documents_may_end_in_two_ways_and_keep_their_numbers(tmp_path, folder):
    first, second = as_lines(1).strip(), as_lines(2).strip()
    text = f"{first}\r\n\n{second}\n{{torn\r\n"
    (tmp_path / "x.jsonl").write_bytes(text.encode())
    summary = load(tmp_path / "x.jsonl", store=folder, accept_quarantine_rate=1)
    (count,) = summary.files
    assert (count.read, count.accepted, count.quarantined) == (3, 2, 1)
    with connect(folder) as con:
        assert con.sql("select line, reason_code from quarantine").fetchall() == [(4, "not-json")]


@pytest.mark.parametrize("written, ending", [(as_lines, "jsonl"), (as_array, "json")])
def test_faulty_documents_do_not_hide_among_those_of_another_file(tmp_path, folder, written, ending):
    (tmp_path / f"many.{ending}").write_text(written(*range(100)))
    (tmp_path / f"bad.{ending}").write_text(written(200, 201).replace("2024-03-01", "2024-03-32"))
    with pytest.raises(LoadError, match=rf"^bad\.{ending}: 2 of 2 rows are faulty"):
        load(tmp_path, store=folder)


def test_a_folder_of_single_documents_is_one_delivery(tmp_path, folder):
    inside = tmp_path / "in"
    inside.mkdir()
    for number in range(40):
        (inside / f"{number}.json").write_text(as_document(number))
    (inside / "0.json").write_text(as_document(0).replace("2024-03-01", "2024-03-32"))
    assert sum(count.quarantined for count in load(inside, store=folder).files) == 1
    (inside / "1.json").write_text(as_document(1).replace("2024-03-01", "2024-03-32"))
    (inside / "2.json").write_text(as_document(2).replace("2024-03-01", "2024-03-32"))
    with pytest.raises(LoadError, match=r"^the JSON documents: 3 of 40 rows are faulty"):
        load(inside, store=tmp_path / "other")


def test_the_same_awards_read_another_way_are_refused_and_change_nothing(tmp_path):
    """Their days would be others, and nobody could tell which are right."""
    export = CREDLY + award(1, issued="03/04/2026").replace(",2027-03-01", ",").replace(
        "2024-03-0", "2026-04-0"
    )
    (tmp_path / "badges.csv").write_text(export)
    first = load(tmp_path / "badges.csv", store=tmp_path / "store", dates="month first")
    with pytest.raises(
        LoadError, match=r"badges\.csv: this very file was loaded before, read in another way"
    ):
        load(tmp_path / "badges.csv", store=tmp_path / "store", dates="day first")
    assert current_version(tmp_path / "store") == first.version
    again = load(
        tmp_path / "badges.csv", store=tmp_path / "store", dates="month first", exported_on="2026-05-01"
    )
    assert again.files[0].accepted == 0 and again.files[0].duplicates == 1
