"""What a badge is, whatever source names it: its own id, and what makes a version of it new."""

from skillslib.intake import content, plain

# What a row says of its badge holds from the beginning: a catalogue's dated version speaks louder.
ALWAYS = "timestamp '1970-01-01'"


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
