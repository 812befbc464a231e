"""All faults of an export are found at their line and column, none is invented; too many are refused."""

import csv
import hashlib
import json
import re

import pytest
from faulty_export import FAULTS, HEADER, write

import skillslib as sk
from skillslib.loading import LoadError

ROWS = 5_000


def found(store):
    with sk.connect(store) as con:
        return con.sql("select line, column_name, reason_code from quarantine order by line").fetchall()


def contents(folder):
    """Every file of a folder by the hash of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_faults_planted_are_found_at_their_place_and_none_else(tmp_path, seed):
    planted = write(tmp_path / "badges.csv", ROWS, seed)
    assert {(column, code) for _, column, code in planted} == {(column, code) for column, code, _ in FAULTS}
    assert max(line for line, _, _ in planted) > ROWS  # a line is not the number of its row
    summary = sk.load(tmp_path / "badges.csv", store=tmp_path / "store")
    assert found(tmp_path / "store") == planted
    count = summary.files[0]
    assert (count.read, count.accepted, count.quarantined, count.duplicates) == (ROWS, ROWS - 50, 50, 0)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_their_lines_are_the_same_whatever_ends_them(tmp_path, end):
    planted = write(tmp_path / "badges.csv", ROWS, 4)
    data = (tmp_path / "badges.csv").read_bytes()
    (tmp_path / "badges.csv").write_bytes(data.replace(b"\n", end.encode()))
    sk.load(tmp_path / "badges.csv", store=tmp_path / "store")
    assert found(tmp_path / "store") == planted


def test_a_quote_amid_a_cell_moves_no_line(tmp_path):
    """An inch sign outside quotes opens nothing: the lines after it are told apart cell by cell."""
    planted = write(tmp_path / "badges.csv", ROWS, 5)
    data = (tmp_path / "badges.csv").read_bytes()
    assert data.count(b",5 inch,") > 1
    (tmp_path / "badges.csv").write_bytes(data.replace(b",5 inch,", b',5" disk,', 1))
    sk.load(tmp_path / "badges.csv", store=tmp_path / "store")
    assert found(tmp_path / "store") == planted


def test_the_page_of_refused_rows_says_file_line_column_code_and_raw_text(tmp_path):
    planted = write(tmp_path / "badges.csv", ROWS, 6)
    summary = sk.load(tmp_path / "badges.csv", store=tmp_path / "store")
    page = summary.refusals
    assert page.parent == tmp_path / "store" / "vault" / "quarantine"
    with page.with_suffix(".csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(int(row["line"]), row["column"] or None, row["reason_code"]) for row in rows] == planted
    assert {row["file"] for row in rows} == {"badges.csv"}
    lines = (tmp_path / "badges.csv").read_text(encoding="utf-8", errors="replace").split("\n")
    for row in rows:
        # what the row begins with in the file is in its raw text: the second cell, which holds no quote;
        # of a row whose cells are shifted no text is kept, since nobody can tell which of them are private
        begun = re.search(r"T-\d", lines[int(row["line"]) - 1])
        if begun and row["raw"]:
            assert begun[0] in row["raw"]
        assert row["reason"]
    assert sum(bool(row["raw"]) for row in rows) > len(rows) // 2
    said = page.read_text(encoding="utf-8")
    for line, column, code in planted:
        assert re.search(rf"badges\.csv.{{0,80}}{line}\b", said, re.DOTALL), line
        assert code in said and (column or "") in said
    # what the summary says of it names nobody
    assert "company.example" not in str(summary) and "company.example" in said


def test_no_page_is_written_where_no_row_is_refused(tmp_path):
    write(tmp_path / "badges.csv", 99, 7)
    assert sk.load(tmp_path / "badges.csv", store=tmp_path / "store").refusals is None
    assert not (tmp_path / "store" / "vault" / "quarantine").exists()


def mostly_faulty(path):
    """A hundred rows of which six are faulty: one more than may be."""
    write(path, 100, 8)
    lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines(keepends=True)
    row = ",".join(["Python", "T-1", "Acme Company", "A-{}", "", "", "AT", "e1@company.example", "accepted"])
    good = "".join(f"{row.format(f'X-{n}')},2026-01-02,,,,2026-01-03\n" for n in range(94))
    bad = "".join(f"{row.format(f'Y-{n}')},02/01/2026,,,,2026-01-03\n" for n in range(6))
    path.write_text(lines[0] + good + bad, encoding="utf-8")
    return path


def test_too_many_faulty_rows_change_no_byte_of_the_store(tmp_path):
    store = tmp_path / "store"
    write(tmp_path / "badges.csv", 500, 9)
    before = sk.load(tmp_path / "badges.csv", store=store).version
    kept = contents(store)
    bad = mostly_faulty(tmp_path / "more.csv")
    with pytest.raises(
        LoadError, match=r"more\.csv: 6 of 100 rows are faulty, more than 5% of them"
    ) as error:
        sk.load(bad, store=store)
    assert "6 like more.csv, line 96: Issue Date: the date can be read in two ways" in str(error.value)
    assert "--accept-quarantine-rate 0.07" in str(error.value)
    # only the rows that were refused lie beside it, to be read
    after = contents(store)
    assert {name: after.get(name) for name in kept} == kept
    assert {name.split("/")[0] for name in after.keys() - kept.keys()} <= {".refused"}
    assert (store / "current").read_text().strip() == before


def test_just_as_many_faulty_rows_as_may_be_are_accepted(tmp_path):
    bad = mostly_faulty(tmp_path / "more.csv")
    lines = bad.read_text().splitlines(keepends=True)
    bad.write_text("".join([*lines[:-1], lines[1].replace("X-0", "X-99")]))
    assert sk.load(bad, store=tmp_path / "store").files[0].quarantined == 5


def test_the_override_is_recorded_with_what_it_let_in(tmp_path):
    store = tmp_path / "store"
    bad = mostly_faulty(tmp_path / "more.csv")
    summary = sk.load(bad, store=store, accept_quarantine_rate=0.07)
    line = json.loads((store / "loads.jsonl").read_text().splitlines()[-1])
    assert line["accept_quarantine_rate"] == 0.07
    assert line["version"] == summary.version
    assert [(f["file"], f["read"], f["quarantined"]) for f in line["files"]] == [("more.csv", 100, 6)]
    assert "company.example" not in json.dumps(line)


def test_a_refused_load_into_no_store_leaves_none(tmp_path):
    with pytest.raises(LoadError):
        sk.load(mostly_faulty(tmp_path / "more.csv"), store=tmp_path / "store")
    assert not (tmp_path / "store" / "current").exists()
    assert not (tmp_path / "store" / "versions").exists()


def test_the_planted_export_has_the_columns_it_says(tmp_path):
    write(tmp_path / "badges.csv", 10, 0)
    assert (tmp_path / "badges.csv").read_text(encoding="utf-8").split("\n")[0] == ",".join(HEADER)
