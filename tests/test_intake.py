"""A CSV is read the safe way: header by name, strict casts, every row counted and placed."""

from pathlib import Path

import duckdb
import pytest

from skillslib.intake import (
    Column,
    IntakeError,
    Look,
    Shape,
    Write,
    content,
    header,
    is_data,
    keep,
    look,
    read_rows,
)

SHAPE = Shape(
    "visits",
    (
        Column("id", needed=True),
        Column("seen on", "day", needed=True, field="seen_on"),
        Column("count", "whole"),
        Column("mark", "choice", choices=("good", "bad")),
        Column("note", optional=True),
    ),
    (
        Write(
            "visit_versions",
            ("id",),
            f"""select id, seen_on, "count" as number, timestamp '2026-01-01' as recorded_at, ordinal,
                {content("id", "seen_on", '"count"', "mark", "note")} as row_hash from good""",
            main=True,
        ),
    ),
)
HEADER = "id,seen on,count,mark,note\n"


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute(
            """create table visit_versions (
                id text, seen_on date, number integer, recorded_at timestamp, row_hash text);
            create table quarantine (
                quarantine_id text, source_id text, file text, line bigint, column_name text,
                reason_code text, reason text);
            create table remarks (source_id text, file text, line bigint, column_name text, code text,
                what text, effect text);
            create table statements (version_of text, thing text, row_hash text, stated_at timestamp,
                inferred boolean, first_on date);
            attach ':memory:' as vault;
            create table vault.quarantine_raw (quarantine_id text, raw text, person_id text);
            create table vault.erased (tombstone text);
            create temp table reading (source_id text, file text);
            insert into reading values ('s', 'visits.csv')"""
        )
        yield con


def read(con, path, encoding=None):
    read_rows(con, look(path, encoding), SHAPE, "s", encoding)
    return keep(con, SHAPE)["s"]


def written(tmp_path, data):
    path = tmp_path / "visits.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def places(con):
    return con.execute("select line, column_name, reason_code from quarantine order by line").fetchall()


def test_columns_go_by_name_in_any_order_and_more_are_allowed(con, tmp_path):
    path = written(tmp_path, "colour,mark,count,seen on,id\nred,good,7,2026-01-02,a\n")
    assert read(con, path)["accepted"] == 1
    assert con.sql("select id, seen_on::text, number from visit_versions").fetchall() == [
        ("a", "2026-01-02", 7)
    ]


def test_a_missing_column_is_named_with_what_was_found(con, tmp_path):
    path = written(tmp_path, "id,seen_on,count,mark\na,2026-01-02,7,good\n")
    with pytest.raises(IntakeError, match=r"visits.csv: the column 'seen on' is missing.*Found: id, seen_on"):
        read(con, path)
    path = written(tmp_path, "id,count\na,7\n")
    with pytest.raises(IntakeError, match=r"visits.csv: the columns 'seen on', 'mark' are missing"):
        read(con, path)


@pytest.mark.parametrize(
    "name, shown",
    [
        ("plain [2026].csv", "plain [2026].csv"),
        ("bell\x07.csv", "bell?.csv"),
        ("jane.doe@company.example.json", "…@….json"),
        ("badge of jane@company.example", "badge of …@…"),
        ("x.zip: jane@company.example/one.json", "x.zip: …@…/one.json"),
        ("jane@company.example.jwt: line 2", "…@….jwt: line 2"),
        ("a@b@company.example.csv", "…@….csv"),
    ],
)
def test_the_name_of_a_file_is_shown_without_addresses_and_commands(name, shown):
    assert Look(Path(name), "", 0, "", shown=name).name == shown


@pytest.mark.parametrize("cell", ["jane@company.example", "1984-02-03", "03/04/2024", "12.5", "E-1007", "7"])
def test_a_first_row_is_told_from_a_header(cell):
    assert is_data(["Jane Doe", cell])


def test_no_header_is_taken_for_a_first_row():
    assert not is_data(["Email @ work", "Q1", "FY2026", "Level 2", "ISO 3166", "", "Völker", "x1", "T"])


def test_a_first_row_is_not_shown_as_the_columns_found(con, tmp_path):
    path = written(tmp_path, ",".join(["thing_id", "recorded_on", "Jane Doe", "jane@company.example"]) + "\n")
    with pytest.raises(IntakeError, match="looks like data, not a header") as error:
        read(con, path)
    assert "Jane" not in str(error.value) and "jane" not in str(error.value)


def test_a_column_that_is_there_twice_is_refused(con, tmp_path):
    with pytest.raises(IntakeError, match="'count' is there twice"):
        read(con, written(tmp_path, "id,seen on,count,mark,count\na,2026-01-02,7,good,8\n"))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_the_delimiter_is_the_one_under_which_the_columns_are_found(con, tmp_path, delimiter):
    text = (
        (HEADER + 'a,2026-01-02,7,good,"x, y"\n').replace(",", delimiter).replace(f"x{delimiter} y", "x, y")
    )
    assert read(con, written(tmp_path, text))["accepted"] == 1


def test_every_bad_row_has_line_column_and_reason(con, tmp_path):
    rows = [
        "a,2026-01-02,7,good,",  # line 2
        'b,2026-01-02,7,good,"two\nlines"',  # 3 and 4
        "c,2026-02-30,7,good,",  # 5: no such day
        "",  # 6: blank
        "d,03/04/2026,7,good,",  # 7: 3 April or 4 March
        "e,2026-01-02,7.6,good,",  # 8: not rounded to 8
        "f,2026-01-02,1e3,good,",  # 9
        "g,2026-01-02,1_000,good,",  # 10
        "h,2026-01-02,7,fair,",  # 11
        ",2026-01-02,7,good,",  # 12
        "i,2026-01-02,7",  # 13: too few
        "j,2026-01-02,7,good,x,y",  # 14: too many
        "k,2026-01-02,7,bad,",  # 15
        "c2,,7,bad,",  # 16
    ]
    counts = read(con, written(tmp_path, HEADER + "\n".join(rows) + "\n"))
    assert (counts["read"], counts["accepted"], counts["quarantined"], counts["duplicates"]) == (
        13,
        3,
        10,
        0,
    )
    assert [place for place in places(con) if place[2] not in ("missing-columns", "too-many-columns")] == [
        (5, "seen on", "bad-date"),
        (7, "seen on", "ambiguous-date"),
        (8, "count", "bad-value"),
        (9, "count", "bad-value"),
        (10, "count", "bad-value"),
        (11, "mark", "bad-value"),
        (12, "id", "missing-value"),
        (16, "seen on", "missing-value"),
    ]
    assert [place[0] for place in places(con) if "columns" in place[2]] == [13, 14]


def test_raw_text_goes_to_the_vault_and_nowhere_else(con, tmp_path):
    rows = 'a,2026-01-02,x,good,"Ann ""A"" Example, Dr"\n', "b,2026-01-02\n"
    read(con, written(tmp_path, HEADER + "".join(rows)))
    raws = con.sql("select raw from vault.quarantine_raw order by raw").fetchall()
    assert raws == [(row.strip(),) for row in rows]
    assert "Ann" not in str(con.sql("from quarantine").fetchall())
    assert con.sql(
        "select count(*) from quarantine semi join vault.quarantine_raw using (quarantine_id)"
    ).fetchall() == [(2,)]


def test_the_same_row_twice_is_a_duplicate_and_two_truths_are_none(con, tmp_path):
    rows = "a,2026-01-02,7,good,\na,2026-01-02,7,good,\nb,2026-01-02,1,good,\nb,2026-01-02,2,good,\n"
    counts = read(con, written(tmp_path, HEADER + rows))
    assert (counts["read"], counts["accepted"], counts["quarantined"], counts["duplicates"]) == (
        4,
        1,
        2,
        1,
    )
    assert con.sql("select file, line, code from remarks").fetchall() == [("visits.csv", 3, "repeated-rows")]
    assert places(con) == [(4, "id", "conflicting-rows"), (5, "id", "conflicting-rows")] or {
        place[2] for place in places(con)
    } == {"conflicting-rows"}


def test_line_ends_of_two_kinds_and_a_byte_order_mark_are_read(con, tmp_path):
    data = b"\xef\xbb\xbf" + HEADER.encode() + b"a,2026-01-02,7,good,\r\nb,2026-01-02,7,good,\n"
    assert read(con, written(tmp_path, data))["accepted"] == 2


def test_an_open_quote_is_refused_with_its_line(con, tmp_path):
    rows = 'a,2026-01-02,7,good,\nb,2026-01-02,7,good,"open\nc,2026-01-02,7,good,\nd,2026-01-02,7,good,\n'
    with pytest.raises(IntakeError, match="line 3 is never closed"):
        read(con, written(tmp_path, HEADER + rows))


def test_a_row_that_is_not_utf8_is_quarantined_unless_the_encoding_is_declared(con, tmp_path):
    path = written(
        tmp_path,
        HEADER.encode() + "a,2026-01-02,7,good,caf\u00e9\nb,2026-01-02,7,good,\n".encode("cp1252"),
    )
    counts = read(con, path)
    assert (counts["accepted"], counts["quarantined"]) == (1, 1)
    assert places(con)[0][::2] == (2, "bad-encoding")
    assert read(con, path, "cp1252")["accepted"] == 2


@pytest.mark.parametrize(
    "data, problem",
    [
        (HEADER.encode("utf-16"), "UTF-16"),
        (HEADER.encode() + b"a,\0,7,good,\n", "NUL byte on line 2"),
    ],
)
def test_what_is_not_utf8_text_says_so(tmp_path, data, problem):
    assert problem in look(written(tmp_path, data)).problem


def test_a_cut_last_line_is_seen(tmp_path):
    assert look(written(tmp_path, HEADER + "a,2026-01-0")).cut_short
    assert not look(written(tmp_path, HEADER)).cut_short


@pytest.mark.parametrize(
    "text, day",
    [
        ("2026-01-02", "2026-01-02"),
        ("2026-01-02T23:30:00Z", "2026-01-02"),
        ("2026-01-02T23:30:00-05:00", "2026-01-03"),
        ("2026-01-02T01:30:00+0200", "2026-01-01"),
        ("2026-01-02 01:30:00.123456 UTC", "2026-01-02"),
    ],
)
def test_moments_are_days_in_utc(con, tmp_path, text, day):
    con.execute("set TimeZone = 'Asia/Kolkata'")
    read(con, written(tmp_path, HEADER + f"a,{text},7,good,\n"))
    assert con.sql("select seen_on::text from visit_versions").fetchall() == [(day,)]


def test_the_header_may_be_quoted_and_padded(tmp_path):
    assert header(look(written(tmp_path, '"id" ; seen on;"co;unt"\n')), ["id"]) == (
        ";",
        ["id", "seen on", "co;unt"],
    )
