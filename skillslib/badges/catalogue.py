"""The badge catalogue: one row for each badge template, with its level, skills and where it is offered."""

from skillslib.badges.badge import ALWAYS, BADGE_CONTENT, badge_id, known_by
from skillslib.intake import Column, Shape, Write, content, plain

CATALOGUE = Shape(
    "badge catalogue",
    (
        Column("Badge Template ID"),
        Column("Badge Name", needed=True),
        Column("Issued by", needed=True),
        Column("Type", optional=True),
        Column("Level", optional=True, field="stated"),
        Column("Skills"),
        Column("Offered In", optional=True),
        Column("Updated At", "moment", optional=True),
    ),
    (
        Write(
            "badge_versions",
            ("badge_id",),
            f"""select *, {BADGE_CONTENT} as row_hash from (
                select {badge_id("badge_template_id", "issued_by", "badge_name")} as badge_id,
                       badge_name as name, issued_by as issuer, null::text as issuer_id,
                       null::text as authorised_by, null::text as language,
                       {known_by("badge_template_id")} as known_by, type as badge_type,
                       stated as level_stated,
                       coalesce(updated_at, {{exported_on}}::timestamp, {ALWAYS}) as recorded_at,
                       source_id, line, ordinal
                from good)""",
            main=True,
        ),
        Write(
            "badge_tag_versions",
            ("badge_id", "tag"),
            f"""with tags as (
                select {badge_id("badge_template_id", "issued_by", "badge_name")} as badge_id,
                       trim(unnest(string_split(skills, ';'))) as tag,
                       coalesce(updated_at, {{exported_on}}::timestamp, {ALWAYS}) as recorded_at, ordinal
                from good)
            select badge_id, tag, {plain("tag")} as tag_norm,
                   case when regexp_matches(tag, '^[a-z][a-z0-9+.-]*:') then tag end as target_uri,
                   'catalogue' as origin, recorded_at, ordinal,
                   {content("badge_id", "tag", "'catalogue'")} as row_hash
            from tags where tag <> ''""",
        ),
        Write(
            "badge_offer_versions",
            ("badge_id", "country_code"),
            f"""with offers as (
                select {badge_id("badge_template_id", "issued_by", "badge_name")} as badge_id,
                       nullif(upper(trim(unnest(string_split(coalesce(offered_in, ''), ';')))), '')
                           as country_code,
                       coalesce(updated_at, {{exported_on}}::timestamp, {ALWAYS}) as recorded_at, ordinal
                from good)
            select *, {content("badge_id", "country_code")} as row_hash from offers""",
        ),
    ),
)

SHAPES = (CATALOGUE,)
