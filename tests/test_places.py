"""Where locations lie: as their file states, else by their city and country; never by a city alone."""

import pytest

from skillslib.intake.countries import CODES, ROWS
from skillslib.loading import load
from skillslib.people.cities import other_names, read, write
from skillslib.people.gazetteer import CITIES
from skillslib.store import connect

LOCATIONS = """\
location_id,name,city,country,country_code,latitude,longitude
muc,Lab,Munich,Germany,DE,,
mue,Works,MÜNCHEN,Deutschland,,,
cgn,Depot,Koeln,DEU,,,
gb,Midlands,Birmingham,,GB,,
us,South,Birmingham,United States,,,
sj,West,San Jose,,,,
at,Office,Vienna,Austria,AT,48.25,16.5
xx,Plant,Nowhereham,Germany,,,
yy,Quarry,Essen,Atlantis,,,
zz,Store,,France,,,
sp,Mill,Springfield,US,,,
it,Mulino,Torino,Italia,,,
pl,Huta,Kraków,Polska,,,
ch,Bureau,Genève,SUISSE,,,
"""


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    (folder / "offices.csv").write_text(LOCATIONS, encoding="utf-8")
    load(folder, store=folder / "store", exported_on="2026-10-01")
    with connect(folder / "store") as con:
        yield con


def placed(con):
    rows = con.sql(
        """select location_id, country_code, round(latitude, 1), round(longitude, 1), place_origin
        from location_versions"""
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def remarks(con):
    return con.sql("select line, code, column_name, effect from remarks order by line").fetchall()


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("muc", ("DE", 48.1, 11.6, "gazetteer")),
        ("mue", ("DE", 48.1, 11.6, "gazetteer")),  # by another name, and a country by its German one
        ("cgn", ("DE", 50.9, 7.0, "gazetteer")),  # three letters
        ("gb", ("GB", 52.5, -1.9, "gazetteer")),
        ("us", ("US", 33.5, -86.8, "gazetteer")),  # the same name in another country is another place
        ("sp", ("US", 37.2, -93.3, "gazetteer")),  # the largest Springfield
        ("at", ("AT", 48.3, 16.5, "stated")),  # what is stated wins over where Vienna lies
        ("sj", (None, None, None, None)),  # without a country a city is not looked up
        ("xx", ("DE", None, None, None)),
        ("yy", (None, None, None, None)),
        ("zz", ("FR", None, None, None)),
        ("it", ("IT", 45.1, 7.7, "gazetteer")),  # a country by its Italian, Polish and French name
        ("pl", ("PL", 50.1, 19.9, "gazetteer")),
        ("ch", ("CH", 46.2, 6.1, "gazetteer")),
    ],
)
def test_a_location_lies_where_its_file_or_the_gazetteer_says(con, location, expected):
    assert placed(con)[location] == expected


def test_what_could_not_be_placed_is_told_with_its_line(con):
    assert remarks(con) == [
        (7, "country-missing", "country", "counted otherwise"),
        (9, "place-not-found", "city", "doubtful"),
        (10, "country-missing", "country", "doubtful"),
        (11, "place-not-found", "city", "doubtful"),
        (12, "place-ambiguous", "city", "doubtful"),
    ]
    assert {file for (file,) in con.sql("select file from remarks").fetchall()} == {"offices.csv"}
    said = " ".join(what for (what,) in con.sql("select what from remarks").fetchall())
    assert not [cell for cell in ("Nowhereham", "Atlantis", "Springfield") if cell in said]


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        ("Italia", "it"),
        ("svizzera", "ch"),
        ("Pays-Bas", "nl"),
        ("Países Bajos", "nl"),
        ("Paises Bajos", "nl"),  # as keyboards without accents have it
        ("Włochy", "it"),
        ("Duitsland", "de"),
        ("Estados Unidos da América", "us"),
        ("Deutschland", "de"),
    ],
)
def test_countries_are_known_in_the_languages_of_their_lists(said, letters):
    assert CODES[said.lower()] == letters.upper()


def test_no_name_means_two_countries():
    said = [
        (name.lower(), row["country_code"]) for row in ROWS for name in row["other_names"].split("|") if name
    ]
    assert [name for name, letters in said if CODES[name] != letters] == []


def test_a_country_is_named_where_only_its_letters_were(con):
    names = dict(con.sql("select location_id, country from location_versions").fetchall())
    assert (names["gb"], names["mue"], names["sj"]) == ("United Kingdom", "Deutschland", None)


def test_a_place_that_is_stated_later_replaces_the_one_looked_up_and_the_remark_goes(tmp_path):
    store = tmp_path / "store"
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    header = LOCATIONS.splitlines()[0]
    first.write_text(f"{header}\nsp,Mill,Springfield,US,,,\n")
    second.write_text(f"{header}\nsp,Mill,Springfield,US,,39.8,-89.6\n")
    load(first, store=store, exported_on="2026-09-01")
    load(second, store=store, exported_on="2026-10-01")
    with connect(store) as con:
        last = con.sql("select latitude, place_origin from locations('2026-10-05')").fetchall()
        assert last == [(39.8, "stated")]
        assert remarks(con) == []


def test_places_are_the_same_whatever_the_order_of_loading(tmp_path):
    header = LOCATIONS.splitlines()[0]
    for name, order in (("one", (0, 1)), ("other", (1, 0))):
        files = [tmp_path / f"{name}{place}.csv" for place in (0, 1)]
        files[0].write_text(f"{header}\nmuc,Lab,Munich,DE,,,\n")
        files[1].write_text(f"{header}\nmuc,Lab,Munich,DE,,48.3,11.7\n")
        for place in order:
            load(files[place], store=tmp_path / name, exported_on=f"2026-0{place + 1}-01")
    assert (tmp_path / "one/current").read_text() == (tmp_path / "other/current").read_text()


def test_half_a_place_is_refused_with_its_line(tmp_path):
    file = tmp_path / "offices.csv"
    file.write_text(f"{LOCATIONS.splitlines()[0]}\nmuc,Lab,Munich,DE,,48.1,\n")
    load(file, store=tmp_path / "store", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        assert con.sql("select line, column_name, reason_code from quarantine").fetchall() == [
            (2, "longitude", "missing-value")
        ]


def test_the_gazetteer_is_small_and_made_of_large_cities():
    assert CITIES.stat().st_size < 1_500_000
    lines = CITIES.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "name,other_names,country_code,latitude,longitude,population"
    assert len(lines) > 10_000
    assert min(int(line.rpartition(",")[2]) for line in lines[1:]) >= 50_000


def test_the_gazetteer_is_made_of_a_table_of_geonames(tmp_path):
    def row(name, others, country, people):
        cells = ["1", name, name, others, "52.48142", "-1.89983", "P", "PPL", country, "", "", "", "", ""]
        return "\t".join([*cells, str(people), "", "", "", ""])

    table = tmp_path / "cities15000.txt"
    table.write_text(
        "\n".join(
            [
                row("Bigtown", "BGT,Bígtown,Großstadt,Биг,bigtaun", "GB", 60_000),
                row("Small", "", "GB", 49_999),
            ]
        )
        + "\n",
        encoding="utf-8",
    )
    assert write(read(table), tmp_path / "cities.csv") == 1
    assert (tmp_path / "cities.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "Bigtown,Großstadt,GB,52.481,-1.900,60000"
    ]
    assert other_names("Köln", ["Cologne", "Koln", "KÖLN", "Colonia [a. 50]"]) == "Cologne"
