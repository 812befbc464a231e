"""People of an HR system by declared columns: each row as what it says of a person, in our words.

An extract of dated rows becomes assignments and employments here; snapshots are read in snapshots.py.
"""

from dataclasses import replace

from skillslib.intake import Shape, Write, content, literal
from skillslib.intake.countries import country_code, country_name
from skillslib.intake.dates import open_ended
from skillslib.people import declared, events, extract
from skillslib.people.dated import RECORDED
from skillslib.people.employments import MORE_THAN_FULL, OWN_MANAGER
from skillslib.people.uncounted import only_second_jobs

EXCLUDED = ("second-job",)
ALWAYS = "timestamp '1970-01-01'"  # what follows from the name of a thing alone was always known
NEEDED = ("employee_id", "starts_on")
PSEUDONYMS = {"employee_id": "person_id", "manager_id": "managed_by"}
WORKED = {"hours of 40": "fte / 40", "full time": "1.0"}


def shape(table):
    """How people are read by a block of a company.toml; what follows of dated rows is written at once."""
    dated = table.shape == "assignments"
    return Shape(
        f"people ({table.shape})",
        _columns(table),
        (*(extract.writes(table, _judged(table)) if dated else ()), *_places(table)),
        _rules(table),
        excluded=EXCLUDED,
        among=extract.among(table) if dated else (),
        remarks=(*_remarks(table), *(extract.remarks(table, _judged(table)) if dated else ())),
        staging=staging(table),
    )


def _judged(table):
    """SQL: all rows of a file in our words, each refused or not, without those left out as declared."""
    left_out = ", ".join(map(literal, EXCLUDED))
    return f"""select ordinal, source_id, line, len(faults) > 0 as refused, {staging(table)}
        from temp.main.judged where len(faults) = 0 or faults[1].code not in ({left_out})"""


def _columns(table):
    found = []
    for ours, kind in declared.FIELDS.items():
        theirs = table.columns.get(ours)
        if ours == "business_unit" and theirs is not None:
            found += [declared.column(*one) for one in _tiers(table)]
            continue
        more = {"needed": ours in NEEDED} if theirs else {}
        if kind == "end":
            kind = declared.ENDS.get(table.ends, "day as written")
        if ours == "fte" and table.fte == "percent":
            kind = "percent"
        if ours in PSEUDONYMS:
            more["person"] = PSEUDONYMS[ours]
        if ours in declared.CHOICES and theirs:
            more["choices"] = declared.CHOICES[ours]
        if kind in ("choice", "yes/no") and theirs:
            more["hint"] = f"say what it means: [files.words.{ours}]"
        found.append(declared.column(table, ours, kind, **more))
    return tuple(found)


def _tiers(table):
    """The columns whose names make the path of a unit, the highest first, as arguments of `column`."""
    said = table.columns.get("business_unit", ())
    for number, theirs in enumerate((said,) if isinstance(said, str) else said, 1):
        ours = f"business_unit_{number}"
        words = table.words.get("business_unit", {})
        one = replace(table, columns={ours: theirs}, words={ours: words})
        yield one, ours, "text"


def _path(table):
    names = ", ".join(ours for _, ours, _ in _tiers(table)) or "null::text"
    return f"list_filter([{names}], lambda name: name is not null)"


def _rules(table):
    """What may be wrong with a row; whoever has left needs neither a unit nor working time."""
    named, fte = table.columns, WORKED.get(table.fte, "fte")
    left, away = events.LEFT.format(event=events.OWN), events.AWAY.format(event=events.OWN)
    unit = named.get("business_unit_id") or next(iter(_named(table, "business_unit")))
    hours = named.get("fte", "fte")
    rules = [
        (
            f"coalesce(business_unit_id, {_path(table)}[1]) is null and not {left}",
            unit,
            "missing-value",
            "blank, and needed",
        )
    ]
    if "primary" in named:
        rules.insert(
            0, ('not "primary"', named["primary"], "second-job", "a second job: left out, as declared")
        )
    if "fte" in named:
        as_share = 'it reads as a share: declare fte = "share"'
        as_percent = 'more than 1.5 of full time: see fte = "percent" and "hours of 40"'
        blank = "blank, and needed: it is never taken as full time"
        rules += [
            (f'fte is null and "said fte" is null and not {left}', hours, "missing-value", blank),
            (f"fte < 0 or (fte = 0 and not {left} and not {away})", hours, "out-of-range", "not above 0"),
            (f"{fte} > 1.5", hours, "out-of-range", as_percent),
        ]
        if table.fte == "percent":
            rules.append(("fte > 0 and fte <= 0.015", hours, "out-of-range", as_share))
    for ours, wrong, code, why in (
        ("ends_on", "ends_on <= starts_on", "ends-before-start", "before the day on which it starts"),
        ("left_on", "left_on < hired_on", "left-before-hired", "before the day of hiring"),
    ):
        if ours in named:
            rules.append((wrong, named[ours], code, why))
    return tuple(rules)


def _named(table, ours):
    said = table.columns.get(ours, ())
    return (said,) if isinstance(said, str) else said


def staging(table):
    """SQL: a row in our words: the columns that snapshots.py reads, and the days of a dated row."""
    worked = WORKED.get(table.fte, "fte")
    left, away = events.states(table)
    dated = (
        "starts_on, ends_on, sequence, event" if table.shape == "assignments" else "null::date as starts_on"
    )
    ends = open_ended("ends_on")
    dated = dated.replace("ends_on", f"{ends} as ends_on")
    place = "nullif(concat_ws(' / ', location, city, coalesce(country_code, country)), '')"
    city = "city" if "city" in table.columns else "location"  # a place may be called by its city
    return f"""employee_id, person_id, email, email_aliases,
        case when first_name is null and last_name is null then name else first_name end as first_name,
        last_name, hired_on, original_hired_on, {open_ended("left_on")} as left_on, {dated},
        {_path(table)} as unit_path,
        coalesce(business_unit_id, nullif(array_to_string({_path(table)}, ' / '), '')) as business_unit_id,
        coalesce(location_id, {place}) as location_id, coalesce(location, city, country) as location_name,
        {city} as city, country, country_code, job_role, nullif(managed_by, person_id) as manager_id,
        managed_by = person_id as own_manager, {worked} as fte,
        coalesce(worker_type, 'employee') as worker_type, worker_type is not null as worker_type_said,
        {away} as on_leave, last_changed_on,
        case when {left} then 'left' when {away} then 'on leave' else coalesce(worker_type, 'employee') end
            as population"""


# --- units and locations that only the people's own rows name ------------------------------------


def _places(table):
    """The writes of units and locations, where columns name them."""
    named = table.columns
    units = (_units("business_unit_id" in named),) if "business_unit" in named else ()
    told = any(ours in named for ours in ("location", "city", "country", "country_code"))
    return (*units, *((_locations("location_id" in named),) if told else ()))


def _known_at(own_id):
    """SQL: since when a name is known: that of a thing with an id of its own may change with an export."""
    return f"coalesce(min({RECORDED % 'starts_on'}), {ALWAYS})" if own_id else ALWAYS


def _units(own_id):
    """Units by their path, as Works / Shops: an id for each part of it, and the part above as its parent."""
    return Write(
        "business_unit_versions",
        ("business_unit_id", "starts_on"),
        f"""with tiers as (
            select unnest(range(1, len(unit_path) + 1)) as tier, *
            from temp.main.good where len(unit_path) > 0),
        units as (
            select case when tier = len(unit_path) then business_unit_id
                        else array_to_string(unit_path[:tier], ' / ') end as business_unit_id,
                   date '1970-01-01' as starts_on, unit_path[tier] as name,
                   nullif(array_to_string(unit_path[:tier - 1], ' / '), '') as parent_id,
                   {_known_at(own_id)} as recorded_at, source_id, min(line) as line, min(ordinal) as ordinal
            from tiers group by 1, 2, 3, 4, source_id)
        select *, {content("business_unit_id", "starts_on", "name", "parent_id")} as row_hash from units""",
    )


def _locations(own_id):
    code = country_code("coalesce(said_code, said)")
    return Write(
        "location_versions",
        ("location_id",),
        f"""with locations as (
            select location_id, location_name as name, city, country as said, country_code as said_code,
                   null::double as latitude, null::double as longitude,
                   {_known_at(own_id)} as recorded_at, source_id, min(line) as line, min(ordinal) as ordinal
            from temp.main.good where location_id is not null and location_name is not null group by all),
        known as (
            select * exclude (said, said_code), {code} as country_code,
                   coalesce({country_name("country_code")}, said) as country
            from locations)
        select *, {content("location_id", "name", "city", "country", "country_code")} as row_hash
        from known""",
    )


# --- what is to be said of rows that are kept ----------------------------------------------------


def _remarks(table):
    named, found = table.columns, []
    if "worker_type" not in named:
        everybody = "no column says who is a contractor: everybody counts as employee"
        found.append(_of_file("worker-type-missing", everybody, "doubtful"))
    else:
        blank = "blank: counted as employee"
        found.append(_of_rows("not worker_type_said", named["worker_type"], "worker-type-missing", blank))
    if table.fte == "full time":
        found.append(_of_file("fte-missing", "declared: everybody works full time", "doubtful"))
    elif "fte" in named:
        found.append(_of_rows("fte > 1", named["fte"], *MORE_THAN_FULL))
    if "primary" in named:
        found.append(only_second_jobs(named["primary"], staging(table), table.shape == "snapshots"))
    if "event" in named and "status" not in named:
        found.append(_of_rows(events.UNKNOWN, named["event"], "event-unknown", events.TAKEN))
    if "manager_id" in named:
        told = (named["manager_id"], "own-manager", OWN_MANAGER, "counted otherwise")
        found.append(_of_rows("own_manager", *told))
    return tuple(found)


def _of_file(code, what, effect):
    return (
        "select distinct source_id, null::bigint as line, null::text as column_name, "
        f"{literal(code)} as code, {literal(what)} as what, {literal(effect)} as effect from good"
    )


def _of_rows(where, column, code, what, effect="doubtful"):
    return (
        f"select source_id, line, {literal(column)} as column_name, {literal(code)} as code, "
        f"{literal(what)} as what, {literal(effect)} as effect from good where {where}"
    )
