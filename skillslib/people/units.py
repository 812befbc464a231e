"""Business units: known by id, with dated names and parents; and what became of them."""

from skillslib.intake import Column, Shape, content
from skillslib.intake.remarks import remark
from skillslib.people.dated import CHANGED, same, versions

BUSINESS_UNITS = Shape(
    "business units",
    (
        Column("business_unit_id", needed=True),
        Column("starts_on", "day", needed=True),
        Column("name", needed=True),
        Column("parent_id"),
        CHANGED,
    ),
    (
        versions(
            "business_unit_versions",
            ("business_unit_id", "starts_on"),
            {
                **same("business_unit_id", "starts_on", "name"),
                "parent_id": "nullif(parent_id, business_unit_id)",
            },
            "starts_on",
        ),
    ),
    remarks=(
        # The unit at the top is often written down as its own parent.
        """select source_id, line, 'parent_id' as column_name, 'own-parent' as code,
               'the unit''s own parent: left blank, the unit stands at the top' as what,
               'counted otherwise' as effect
        from good where parent_id = business_unit_id""",
    ),
)

# The unit that changes: `from_id`, or `business_unit_id` as in the file of units.
UNIT = "coalesce(from_id, business_unit_id)"

UNIT_CHANGES = Shape(
    "unit changes",
    (
        Column("change", "choice", needed=True, choices=("rename", "split", "merge", "move", "end")),
        Column("starts_on", "day", needed=True),
        Column("from_id", optional=True),
        Column("business_unit_id", optional=True),
        Column("to_id"),
        Column("name", optional=True),
        CHANGED,
    ),
    (
        versions(
            "unit_change_versions",
            ("change_id",),
            {
                "change_id": content(
                    UNIT, "starts_on", "change", "case when change = 'split' then to_id end"
                ),
                "business_unit_id": UNIT,
                **same("starts_on", "change", "to_id", "name"),
            },
            "starts_on",
        ),
    ),
    (
        (f"{UNIT} is null", "from_id", "missing-value", "blank, and needed: the unit that changes"),
        (
            "from_id <> business_unit_id",
            "business_unit_id",
            "two-units",
            "another unit than from_id: a row is of one",
        ),
        (
            "change in ('split', 'merge', 'move') and to_id is null",
            "to_id",
            "missing-value",
            "blank, and needed: the part, the unit it merges into, or its new parent",
        ),
        (f"change in ('merge', 'move') and to_id = {UNIT}", "to_id", "own-id", "the unit itself"),
        (
            "change = 'end' and to_id is not null",
            "to_id",
            "bad-value",
            "a unit that ends becomes no other: say merge or rename",
        ),
        (
            f"change = 'rename' and name is null and coalesce(to_id, {UNIT}) = {UNIT}",
            "name",
            "missing-value",
            "blank, and needed: the new name, or a new id in to_id",
        ),
    ),
)


def derive(con):
    """What is to be said of the changes of units: those that no file can place, and splits into one part."""
    con.execute("delete from remarks where code = 'change-undefined'")
    remark(
        con,
        """with changes as (from unit_changes(date '9999-12-30')),
        known as (
            select business_unit_id from business_unit_versions
            union
            select business_unit_id from assignment_versions where business_unit_id is not null),
        found as (
            select source_id, line, 'from_id' as column_name,
                   'no file of units or people has the unit that changes' as what, 'left out' as effect
            from changes anti join known using (business_unit_id)
            union all
            select source_id, line, 'to_id', case when change = 'move'
                       then 'no file of units or people has the new parent: the unit stands at the top'
                       else 'no file of units or people has what becomes of the unit: '
                            || 'its people stand under that id, in no higher unit' end, 'counted otherwise'
            from changes anti join known on known.business_unit_id = to_id
            where to_id is not null
            union all
            select min(source_id), min(line), 'to_id',
                   'a split with one part: who went elsewhere stays in the unit that was split', 'doubtful'
            from changes where change = 'split'
            group by business_unit_id, starts_on having count(*) = 1)
        select found.source_id, file, line, column_name, 'change-undefined' as code, what, effect
        from found left join sources using (source_id)""",
    )
