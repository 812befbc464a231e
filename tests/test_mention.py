"""A text that speaks of a person is known as such however it is written; one that speaks of others is not."""

import json
from pathlib import Path

import pytest

from skillslib.erasing import files
from skillslib.erasing.mention import Mention

HER = Mention(["X-7", "o'hara@company.example"], ["Özlem Ana Şahin", "Cher"])


@pytest.mark.parametrize(
    "text",
    [
        "özlem şahin",
        "ÖZLEM ŞAHIN".replace("I", "İ"),
        "Ozlem Sahin",
        "O\u0308zlem S\u0327ahin",
        ",Özlem,Şahin,,",
        "Şahin, Özlem",
        "OZLEM_ANA_SAHIN.pdf",
        json.dumps({"first_name": "Özlem", "last_name": "Şahin"}),
        json.dumps(json.dumps({"last_name": "Şahin", "first_name": "Özlem"}, indent=2)),
        "&Ouml;zlem &#350;ahin",
        "%C3%96zlem+%C5%9Eahin",
        "O&#39;Hara@company.example",
        "o&amp;#39;hara&amp;#64;company.example",
        "o%27hara%40company.example",
        "(x-7)",
        "X\\u002d7",
    ],
)
def test_it_is_found(text):
    assert HER.is_in(text) and HER.is_in(f"Before. {text} After.")


@pytest.mark.parametrize(
    "text", ["X-70", "AX-7", "Özlem", "Cher", "Özlem Vole. Much of this was not said by a Şahin", ""]
)
def test_others_are_not(text):
    assert not HER.is_in(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254"])
def test_files_of_any_encoding_are_read(tmp_path, encoding, monkeypatch):
    monkeypatch.setattr(files, "PIECE", 1_000)
    path = tmp_path / "note.txt"
    path.write_bytes(("Vole\n" * 798 + "Özlem Şahin\n" + "Wren\n" * 300).encode(encoding))
    told = Mention([], ["Özlem Şahin" if encoding != "cp1254" else "Özlem Þahin"])  # as Windows reads it here
    assert files.holds(path, told) and not files.holds(path, Mention(["X-7"], ["Özlem Quux"]))


@pytest.mark.parametrize("before", range(990, 1_001))
def test_where_a_file_is_cut_no_word_ends(tmp_path, monkeypatch, before):
    monkeypatch.setattr(files, "PIECE", 1_000)
    path = tmp_path / "note.txt"
    path.write_text("." * before + "AX-70" + "." * 9_000)
    assert not files.holds(path, HER)
    path.write_text("." * before + "X-7" + "." * 9_000)
    assert files.holds(path, HER)


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="this system has no file that nobody can read"
)
def test_what_cannot_be_read_is_told_of(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "note.txt").symlink_to("/proc/self/mem")
    found = files.around(tmp_path / "store", HER)
    assert found.unread == [tmp_path / "note.txt"] and found.others == []
