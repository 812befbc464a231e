"""What a badge is, whatever source names it: its own id, its level, what makes a version of it new."""

from skillslib.intake import content, plain

# What a row says of its badge holds from the beginning: a catalogue's dated version speaks louder.
ALWAYS = "timestamp '1970-01-01'"

# A level as badges state it: a number from 1 to 5 stands as it is, a word goes by this rule, and
# a badge that states none counts as level 1.
LEVEL_WORDS = {"foundational": 1, "intermediate": 3, "advanced": 4, "expert": 5}


def level(stated):
    """SQL: the level from 1 to 5 that a stated level means, or null where it means none."""
    words = " ".join(f"when '{word}' then {number}" for word, number in LEVEL_WORDS.items())
    return (
        f"case when regexp_full_match({stated}, '[1-5]') then {stated}::integer "
        f"else case lower({stated}) {words} end end"
    )


def level_columns(stated):
    """SQL: level_stated, level, level_origin from the text that a badge states."""
    return (
        f"{stated} as level_stated, coalesce({level(stated)}, 1) as level, "
        f"case when regexp_full_match({stated}, '[1-5]') then 'stated' "
        f"when {level(stated)} is not null then 'rule' else 'unstated' end as level_origin"
    )


def lasting(own_id):
    """SQL: whether a badge's own id lasts beyond one credential: a URN is made anew for each."""
    return f"({own_id} is not null and {own_id} not like 'urn:%')"


def badge_id(own_id, issuer, name):
    """SQL: a badge's own id; without a lasting one it is known by issuer and name."""
    return (
        f"case when {lasting(own_id)} then {own_id} "
        f"else 'named:' || md5({plain(f'coalesce({issuer}, chr(63))')} || chr(31) || {plain(name)}) end"
    )


def known_by(own_id):
    """SQL: how a badge is known: by its own id, or by issuer and name."""
    return f"case when {lasting(own_id)} then 'own id' else 'issuer and name' end"


BADGE_CONTENT = content(
    "badge_id", "name", "issuer", "issuer_id", "authorised_by", "language", "badge_type", "level_stated"
)
