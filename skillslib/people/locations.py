"""Locations: known by id, with their country and their place on the map; and what became of them."""

from skillslib.intake import Column, Shape, content
from skillslib.intake.countries import country_code, country_name, two_letters
from skillslib.intake.remarks import remark
from skillslib.people import gazetteer
from skillslib.people.dated import CHANGED, same, versions

CODE = f"coalesce({two_letters('country_code')}, {country_code('country_code')}, {country_code('country')})"

LOCATIONS = Shape(
    "locations",
    (
        Column("location_id", needed=True),
        Column("name", needed=True),
        Column("city"),
        Column("country"),
        Column("country_code", optional=True),
        Column("latitude", "number", optional=True),
        Column("longitude", "number", optional=True),
        CHANGED,
    ),
    (
        versions(
            "location_versions",
            ("location_id",),
            {
                **same("location_id", "name", "city"),
                "country": f"coalesce(country, {country_name(CODE)})",
                "country_code": CODE,
                **same("latitude", "longitude"),
            },
            "date '1970-01-01'",
        ),
    ),
    (
        ("abs(latitude) > 90", "latitude", "out-of-range", "not from -90 to 90"),
        ("abs(longitude) > 180", "longitude", "out-of-range", "not from -180 to 180"),
        (
            "latitude is null and longitude is not null",
            "latitude",
            "missing-value",
            "blank beside a longitude",
        ),
        (
            "longitude is null and latitude is not null",
            "longitude",
            "missing-value",
            "blank beside a latitude",
        ),
    ),
)

LOCATION_CHANGES = Shape(
    "location changes",
    (
        Column("change", "choice", needed=True, choices=("rename", "merge", "end")),
        Column("starts_on", "day", needed=True),
        Column("location_id", needed=True),
        Column("to_id"),
        Column("name", optional=True),
        CHANGED,
    ),
    (
        versions(
            "location_change_versions",
            ("change_id",),
            {
                "change_id": content("location_id", "starts_on", "change"),
                **same("location_id", "starts_on", "change", "to_id", "name"),
            },
            "starts_on",
        ),
    ),
    (
        (
            "change = 'merge' and to_id is null",
            "to_id",
            "missing-value",
            "blank, and needed: the location that its people sit in from then on",
        ),
        ("change = 'merge' and to_id = location_id", "to_id", "own-id", "the location itself"),
        (
            "change = 'end' and to_id is not null",
            "to_id",
            "bad-value",
            "a location that ends becomes no other: say merge or rename",
        ),
        (
            "change = 'rename' and name is null and coalesce(to_id, location_id) = location_id",
            "name",
            "missing-value",
            "blank, and needed: the new name, or a new id in to_id",
        ),
    ),
)

# What is to be said of the last version of a location: which ones, column, code, what, effect.
SAID = (
    (
        "country_code is null and country is null",
        "country",
        "country-missing",
        "no country: counted as Unknown, and on no map",
        "counted otherwise",
    ),
    (
        "country_code is null and country is not null",
        "country",
        "country-missing",
        "a country known neither by its letters nor by its name in the languages read: on no map",
        "doubtful",
    ),
    (
        "place_origin is null and country_code is not null and city is null",
        "city",
        "place-not-found",
        "neither a city nor latitude and longitude: on no map",
        "doubtful",
    ),
    (
        "place_origin is null and country_code is not null and city is not null",
        "city",
        "place-not-found",
        "no city of 50,000 people in that country is so called: on no map. State latitude and longitude",
        "doubtful",
    ),
    (
        "place_origin = 'gazetteer' and candidates > 1",
        "city",
        "place-ambiguous",
        "several cities of that country are so called: placed in the largest. State latitude and longitude",
        "doubtful",
    ),
)


def derive(con):
    """Where each location lies, as its file states or else where its city lies; and what is to be said."""
    con.execute(
        """update location_versions set latitude = null, longitude = null, place_origin = null
        where place_origin = 'gazetteer';
        update location_versions set place_origin = 'stated'
        where place_origin is null and latitude is not null and longitude is not null;
        create or replace temp table wanted_places as
        select distinct country_code, city from location_versions
        where place_origin is null and country_code is not null and city is not null"""
    )
    if con.execute("select count(*) from wanted_places").fetchall()[0][0]:
        gazetteer.find(con)
        con.execute(
            """update location_versions as known
            set latitude = found.latitude, longitude = found.longitude, place_origin = 'gazetteer'
            from found_places as found
            where place_origin is null
              and found.country_code = known.country_code and found.city = known.city"""
        )
    _remark(con)
    _remark_changes(con)


def _remark(con):
    con.execute(
        """delete from remarks where code in ('country-missing', 'place-not-found', 'place-ambiguous');
        create temp table if not exists found_places (
            country_code text, city text, candidates bigint, latitude double, longitude double)"""
    )
    rules = " union all ".join(
        f"select source_id, line, '{column}' as column_name, '{code}' as code, '{what}' as what, "
        f"'{effect}' as effect from placed where {which}"
        for which, column, code, what, effect in SAID
    )
    remark(
        con,
        f"""with placed as (
            select known.*, candidates
            from (from location_versions
                  qualify row_number() over (
                      partition by location_id order by recorded_at desc, row_hash desc) = 1) as known
            left join found_places using (country_code, city))
        select said.*, file from ({rules}) as said left join sources using (source_id)""",
    )


def _remark_changes(con):
    con.execute("delete from remarks where code = 'place-change-undefined'")
    remark(
        con,
        """with found as (
            select source_id, line, 'location_id' as column_name,
                   'no file of locations has the one that changes' as what, 'left out' as effect
            from location_changes(date '9999-12-30') anti join location_versions using (location_id)
            union all
            select source_id, line, 'to_id',
                   'no file of locations has what becomes of it: shown under that id', 'counted otherwise'
            from location_changes(date '9999-12-30') as changes
            anti join location_versions as known on known.location_id = to_id
            where to_id is not null)
        select found.*, file, 'place-change-undefined' as code
        from found left join sources using (source_id)""",
    )
