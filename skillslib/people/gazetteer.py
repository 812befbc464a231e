"""Where cities lie: those of 50,000 people and more, by country and any of their names, without a network.

cities.csv is made from data of GeoNames (geonames.org), licence CC BY 4.0: see LICENCE-cities.md beside it,
and `cities.py`, which makes it. A city is never looked up without its country.
"""

from pathlib import Path

from skillslib.intake.cells import plain
from skillslib.quoting import file_literal

CITIES = Path(__file__).with_name("cities.csv")
COLUMNS = (
    "{name: 'VARCHAR', other_names: 'VARCHAR', country_code: 'VARCHAR', latitude: 'DOUBLE', "
    "longitude: 'DOUBLE', population: 'BIGINT'}"
)


def find(con):
    """Fill the temporary table `found_places` from the table `wanted_places` (country_code, city).

    Columns: country_code, city (as wanted), latitude, longitude, candidates (how many cities of the country
    are so called; the place is that of the one with the most people).
    """
    con.execute(
        f"""create or replace temp table found_places as
        with cities as (
            from read_csv({file_literal(CITIES)}, header=true, auto_detect=false, delim=',', quote='"',
                          columns={COLUMNS})),
        called as (
            select distinct country_code, {_key("called")} as called, name, latitude, longitude, population
            from (select *, unnest(list_prepend(name, string_split(coalesce(other_names, ''), '|'))) as called
                  from cities)
            where called <> '')
        select country_code, city, count(*) as candidates, arg_max(latitude, place) as latitude,
               arg_max(longitude, place) as longitude
        from (select *, (population, name, latitude, longitude) as place
              from (select distinct country_code, city, {_key("city")} as called from wanted_places)
              join called using (country_code, called))
        group by country_code, city"""
    )


def _key(name):
    """SQL: a name without case, accents and odd blanks."""
    return f"strip_accents({plain(name)})"
