"""Documents with a random place torn out or replaced: kept or refused, each counted, and no load stops."""

import json

from family_documents import AWARDS, DEFINITIONS, EMPLOYEE, LEARNER_RECORD, STATUS_LIST, Team, lines
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

DOCUMENTS = {
    **AWARDS,
    **DEFINITIONS,
    "list of statuses": STATUS_LIST,
    "employee": EMPLOYEE,
    "learner record": LEARNER_RECORD,
}
MANY = 120  # documents in a load: a load costs more than they do
TEXTS = st.sampled_from(
    [
        "",
        " ",
        "null",
        "{",
        "[",
        '"',
        "\\",
        "$",
        "%",
        "*",
        "\x00",
        "\u2028",
        "😀",
        "'; drop table award_versions; --",
        "2024-02-30",
        "0000-00-00",
        "294247-01-10",
        "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59Z",
        "99999999999",
        "1712345678.5",
        "sha256$",
        "sha256$zz",
        "a@b",
        "urn:uuid:x",
        "eyJhbGciOiJub25lIn0.e30.",
        "eyJhbGciOiJub25lIn0.!!!.",
        "e" * 3000,
    ]
) | st.text(max_size=12, alphabet=st.characters(exclude_categories=("Cs",)))
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
KEYS = st.sampled_from(["id", "name", "@value", "type", "identity", "level", "en", "", "$", '"'])
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def places(document, way=()):
    """The ways to every value inside a document."""
    inside = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in inside if isinstance(document, dict | list) else ():
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from places(value, (*way, key))


@st.composite
def mutants(draw, document):
    """The document with one to three of its values torn out, replaced, or wrapped in another."""
    changed = json.loads(json.dumps(document))
    for _ in range(draw(st.integers(1, 3))):
        ways = list(places(changed))
        if not ways:
            break
        *way, last = draw(st.sampled_from(ways))
        place = changed
        for step in way:
            place = place[step]
        how = draw(st.sampled_from(["replace", "replace", "remove", "wrap", "double", "key"]))
        if how == "remove":
            del place[last]
        elif how == "wrap":
            place[last] = draw(st.sampled_from([[place[last]], {"id": place[last]}]))
        elif how == "double":
            place[last] = [place[last], place[last]]
        elif how == "key" and isinstance(place, dict):
            place[draw(TEXTS)] = draw(JSON)
        else:
            place[last] = draw(JSON)
    return changed


@settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a load is too dear to make a failing one smaller
    suppress_health_check=list(HealthCheck),
)
@given(
    torn=st.lists(st.sampled_from(list(DOCUMENTS.values())).flatmap(mutants), min_size=MANY, max_size=MANY)
)
def test_a_torn_document_is_kept_or_refused_and_counted(tmp_path_factory, torn):
    whole = {"colour": "red"}  # an object in the first line tells the file as JSON, and is refused
    team = Team(tmp_path_factory.mktemp("torn"))
    summary = team.load({"torn.jsonl": lines([whole, *torn])})
    (count,) = (count for count in summary.files if count.file == "torn.jsonl")
    assert count.read >= MANY + 1  # one that holds others is counted as those
    assert count.quarantined >= 1
    told = team.ask("select count(*), count(reason_code), count(reason) from quarantine")
    assert told == [(count.quarantined,) * 3]
    kept = team.ask("select count(*) from award_versions where awarded_on is null or badge_id is null")
    assert kept == [(0,)]
