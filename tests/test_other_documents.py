"""What is no award comes in many shapes, and each is named as a person would name it."""

import base64
import json
import struct
import zlib

import pytest

import skillslib as sk
from skillslib.loading import load

V2, OB2 = "https://www.w3.org/ns/credentials/v2", "https://w3id.org/openbadges/v2"
V1, OB3 = (
    "https://www.w3.org/2018/credentials/v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
GUILD = {"id": "https://guild.example", "type": ["Profile"], "name": "Guild"}
BADGE = {"id": "https://guild.example/badge/1", "type": "BadgeClass", "name": "Sewing", "issuer": GUILD["id"]}
RECIPIENT = {"type": "email", "hashed": False, "identity": "ann@company.example"}
ASSERTION = {
    "@context": OB2,
    "type": "Assertion",
    "id": "https://guild.example/award/1",
    "recipient": RECIPIENT,
    "badge": BADGE,
    "issuedOn": "2024-03-01T10:00:00Z",
    "verification": {"type": "hosted"},
}
CREDENTIAL = {
    "@context": [V2, OB3],
    "id": "https://guild.example/credential/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": GUILD,
    "validFrom": "2024-03-01T10:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {"id": "https://guild.example/badge/1", "type": ["Achievement"], "name": "Sewing"},
    },
}
RELATION = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:1",
    "credentialSubject": {},
}


def token(document):
    """A document as the payload of a signed text."""
    parts = (json.dumps({"alg": "none"}), json.dumps(document), "signature")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


# What a document is named, and documents that are: (reason code, what it is, document).
SHAPES = [
    ("empty-document", "nothing", {}),
    ("context-or-schema", "a context", {"@context": {"id": "@id", "name": "https://schema.example/name"}}),
    (
        "context-or-schema",
        "a context of several parts",
        {"@context": [V1, {"name": "https://schema.example/n"}]},
    ),
    (
        "context-or-schema",
        "an extension's context",
        {"@context": {"obi": "https://w3id.org/openbadges#"}, "obi:validation": [{"obi:validatesType": "x"}]},
    ),
    (
        "context-or-schema",
        "a schema",
        {"$schema": "https://json-schema.org/draft/2019-09/schema", "type": "object"},
    ),
    (
        "context-or-schema",
        "a schema that does not say of which draft",
        {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
    ),
    (
        "context-or-schema",
        "a schema with an address",
        {"$id": "https://guild.example/schema.json", "allOf": []},
    ),
    (
        "context-or-schema",
        "terms that speak of Blockcerts",
        {"@context": {"MerkleProof2019": "https://w3id.org/x"}},
    ),
    (
        "learner-record",
        "a learner record of nothing",
        RELATION
        | {"type": ["VerifiableCredential", "ClrCredential"], "credentialSubject": {"type": ["ClrSubject"]}},
    ),
    (
        "older-learner-record",
        "a learner record of version 1",
        {
            "@context": "https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld",
            "id": "urn:uuid:1",
            "type": "Clr",
            "learner": {"id": "https://school.example/ann", "type": "Profile"},
            "publisher": {"id": "https://school.example", "type": "Profile"},
            "assertions": [{"id": "urn:uuid:2", "type": "Assertion", "achievement": {"name": "Sewing"}}],
        },
    ),
    (
        "older-learner-record",
        "one without context and type",
        {
            "id": "urn:uuid:1",
            "learner": {"id": "https://school.example/ann"},
            "publisher": {"id": "https://school.example"},
            "assertions": [{"id": "urn:uuid:2", "type": "Assertion", "achievement": {"name": "Sewing"}}],
        },
    ),
    (
        "older-learner-record",
        "an assertion of one",
        {
            "id": "urn:uuid:2",
            "type": "Assertion",
            "issuedOn": "2020-01-01T00:00:00Z",
            "recipient": {"type": "email", "identity": "ann@company.example"},
            "achievement": {"id": "urn:uuid:3", "achievementType": "Course", "name": "Sewing"},
        },
    ),
    (
        "endorsement",
        "an endorsement of version 2",
        {
            "@context": OB2,
            "type": "Endorsement",
            "id": "https://guild.example/endorsement",
            "claim": {"id": BADGE["id"], "endorsementComment": "Good"},
            "issuer": GUILD["id"],
            "issuedOn": "2024-03-01T10:00:00Z",
        },
    ),
    (
        "endorsement",
        "an endorsement of version 3",
        RELATION
        | {"type": ["VerifiableCredential", "EndorsementCredential"], "credentialSubject": {"id": "x"}},
    ),
    (
        "issuer-profile",
        "an issuer",
        {"@context": OB2, "type": "Issuer", "id": "https://guild.example", "name": "G"},
    ),
    ("issuer-profile", "a profile of version 3", {"@context": [V2, OB3], **GUILD}),
    ("issuer-profile", "an issuer of version 1", {"name": "Guild", "url": "https://guild.example"}),
    (
        "issuer-profile",
        "an issuer of Blockcerts",
        {
            "@context": [OB2, "https://w3id.org/blockcerts/v2"],
            "type": "Profile",
            "id": "https://guild.example/issuer.json",
            "publicKey": [{"id": "ecdsa-koblitz-pubkey:1abc"}],
            "name": "Guild",
        },
    ),
    (
        "blockcert",
        "Blockcerts 1.1",
        {
            "certificate": {"name": "Sewing"},
            "assertion": {"uid": "1"},
            "recipient": {"givenName": "A"},
            "verify": {},
        },
    ),
    (
        "blockcert",
        "Blockcerts 1.2",
        {
            "@context": "https://w3id.org/blockcerts/v1",
            "type": "BlockchainCertificate",
            "document": {"certificate": {}, "assertion": {}},
            "receipt": {"merkleRoot": "00"},
        },
    ),
    (
        "blockcert",
        "Blockcerts 3",
        RELATION
        | {
            "@context": [V1, "https://w3id.org/blockcerts/schema/3.0/context.json"],
            "type": ["VerifiableCredential", "BlockcertsCredential"],
            "proof": {"type": "MerkleProof2019", "proofValue": "z"},
        },
    ),
    (
        "european-credential",
        "a European digital credential",
        RELATION
        | {
            "@context": [V1, "http://data.europa.eu/snb/model/context/edc-ap"],
            "type": ["VerifiableCredential", "VerifiableAttestation", "EuropeanDigitalCredential"],
        },
    ),
    (
        "presentation",
        "a presentation of nothing",
        {"@context": [V2], "type": ["VerifiablePresentation"], "holder": "did:example:ann"},
    ),
    (
        "presentation",
        "one whose credential is encrypted",
        {"@context": [V2], "type": "VerifiablePresentation", "verifiableCredential": []},
    ),
    (
        "did-document",
        "a DID document",
        {"@context": "https://www.w3.org/ns/did/v1", "id": "did:web:guild.example", "verificationMethod": []},
    ),
    ("did-document", "one of services alone", {"id": "did:web:guild.example", "service": [{"id": "#files"}]}),
    (
        "did-document",
        "one as it was resolved",
        {"didDocument": {"id": "did:web:guild.example"}, "didDocumentMetadata": {}},
    ),
    (
        "key",
        "a key of version 2",
        {
            "@context": OB2,
            "type": "CryptographicKey",
            "id": "https://guild.example/key",
            "publicKeyPem": "-----",
        },
    ),
    (
        "key",
        "a key of a DID",
        {"id": "#1", "type": "Ed25519VerificationKey2020", "publicKeyMultibase": "z6Mk"},
    ),
    ("key", "a JSON web key", {"kty": "OKP", "crv": "Ed25519", "x": "abc"}),
    ("key", "a set of keys", {"keys": [{"kty": "RSA", "n": "1", "e": "AQAB"}]}),
    ("other-credential", "a credential of another kind", RELATION),
    ("other-credential", "one that is only of its own type", RELATION | {"type": ["MembershipCredential"]}),
    (
        "untyped-credential",
        "a credential without a type",
        {"@context": [V2], "credentialSubject": {"id": "x"}},
    ),
    (
        "address-only",
        "where a badge is to be verified",
        {"verify": {"type": "hosted", "url": "https://guild.example/1"}},
    ),
    ("part-of-a-badge", "criteria", {"narrative": "Sew a shirt."}),
    (
        "part-of-a-badge",
        "an alignment",
        {"type": "Alignment", "targetName": "Sewing", "targetUrl": "https://s.example"},
    ),
    ("part-of-a-badge", "a proof", {"type": "Ed25519Signature2020", "proofPurpose": "assertionMethod"}),
    ("part-of-a-badge", "the header of a signature", {"alg": "RS256", "typ": "JWT"}),
    (
        "badge-without-address",
        "a badge of version 1",
        {"name": "Sewing", "criteria": "https://guild.example/criteria"},
    ),
    ("xapi-definition", "a verb", {"name": {"en-US": "earned"}, "description": {"en-US": "Was recognised"}}),
    (
        "xapi-definition",
        "a profile of xAPI",
        {"id": "https://w3id.org/xapi/badges", "type": "Profile", "concepts": [], "templates": []},
    ),
    (
        "xapi-statement",
        "a course that was launched",
        {
            "actor": {"mbox": "mailto:ann@company.example"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/launched"},
            "object": {"id": "https://school.example/course"},
        },
    ),
    (
        "api-description",
        "where an API is",
        {"@context": OB2, "id": "https://guild.example/x", "badgeConnectAPI": []},
    ),
    ("api-answer", "that it went well", {"success": True, "message": ""}),
    ("api-answer", "that it did not", {"error": "invalid_token", "error_description": "The token is over"}),
    ("api-answer", "a page without records", {"data": [], "metadata": {"count": 0}}),
    ("api-answer", "a refusal", {"detail": "Authentication credentials were not provided."}),
    ("untyped-document", "a badge without its type", {"@context": OB2, "id": BADGE["id"], "name": "Sewing"}),
    ("unknown-type", "a type of another world", {"type": "FeatureCollection", "features": []}),
    ("other-document", "something else", {"version": 3, "colours": ["blue"]}),
    ("no-achievement", "an award of nothing", CREDENTIAL | {"credentialSubject": {"id": "did:example:ann"}}),
]

# What reads well although it is unusual: (format, what it is, document).
READ = [
    (
        "Open Badges 2.0",
        "version 2.1",
        ASSERTION | {"@context": "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"},
    ),
    ("Open Badges 1.1", "version 1.1", ASSERTION | {"@context": "https://w3id.org/openbadges/v1"}),
    (
        "Open Badges 2.0",
        "Blockcerts 2, which is an assertion of Open Badges 2 with a proof of its own",
        ASSERTION
        | {
            "@context": [OB2, "https://w3id.org/blockcerts/v2"],
            "verification": {"type": ["MerkleProofVerification2017", "Extension"]},
            "signature": {"type": ["MerkleProof2017", "Extension"], "merkleRoot": "00"},
        },
    ),
    ("Open Badges 2.0", "a page of version 2.1", {"status": {"statusCode": 200}, "results": [ASSERTION]}),
    ("Open Badges 3.0", "an answer of version 3", {"credential": [CREDENTIAL], "compactJwsString": []}),
    ("Open Badges 3.0", "one that is signed", {"credential": [], "compactJwsString": [token(CREDENTIAL)]}),
    (
        "Open Badges 3.0",
        "a presentation",
        {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [CREDENTIAL]},
    ),
    (
        "list of statuses",
        "a list of what is revoked",
        {"@context": OB2, "type": "RevocationList", "revokedAssertions": []},
    ),
    (
        "list of statuses",
        "a list of bits",
        {
            "@context": [V2],
            "id": "https://guild.example/status/1",
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "credentialSubject": {
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": "uH4sIAAAAAAAA_-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA",
            },
        },
    ),
]


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """Every shape in a file of its own, all in one load: (file -> reason codes, file -> formats)."""
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "all").mkdir()
    for number, (_, _, document) in enumerate([*SHAPES, *READ]):
        (folder / "all" / f"{number:03}.json").write_text(json.dumps(document))
    (folder / "all" / "torn.json").write_text('{"type": "Assertion", ')
    load(folder / "all", store=folder / "store", accept_quarantine_rate=1, exported_on="2026-10-05")
    with sk.connect(folder / "store") as con:
        codes = con.sql("select file, list(distinct reason_code) from quarantine group by file").fetchall()
        formats = con.sql(
            "select file, list(format) from source_formats join sources using (source_id) group by 1"
        )
        return dict(codes), dict(formats.fetchall())


@pytest.mark.parametrize("number", range(len(SHAPES)), ids=[f"{code}: {what}" for code, what, _ in SHAPES])
def test_what_is_no_award_is_named(named, number):
    codes, formats = named
    file = f"{number:03}.json"
    assert (codes.get(file), formats.get(file)) == ([SHAPES[number][0]], None)


@pytest.mark.parametrize("number", range(len(READ)), ids=[f"{form}: {what}" for form, what, _ in READ])
def test_what_is_unusual_is_read_all_the_same(named, number):
    codes, formats = named
    file = f"{number + len(SHAPES):03}.json"
    assert (codes.get(file), formats.get(file)) == (None, [READ[number][0]])


def test_an_answer_with_plain_and_signed_credentials_gives_both(tmp_path):
    both = {"credential": [CREDENTIAL], "compactJwsString": [token(CREDENTIAL | {"id": "urn:uuid:2"})]}
    (tmp_path / "page.json").write_text(json.dumps(both))
    assert load(tmp_path / "page.json", store=tmp_path / "store").formats == {"Open Badges 3.0, VCDM 2.0": 2}


def test_what_is_cut_off_is_no_json(named):
    assert named[0]["torn.json"] == ["not-json"]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*texts):
    """A picture of one pixel, with texts."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(texts) + pixels + chunk(b"IEND", b"")


def baked(text, key=b"openbadges"):
    return chunk(b"iTXt", key + b"\0\0\0\0\0" + text.encode())


def svg(inside):
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"'
    return f"<svg {space}>{inside}<rect/></svg>".encode()


ADDRESS = "https://guild.example/award/1"
HTML = b"<!DOCTYPE html><html><body>Please log in</body></html>"
POINTS = "it only points at a badge that its issuer hosts: download that as JSON"
FILES = {
    "plain.png": (png(), "it is a picture without a badge: download it from its issuer"),
    "commented.png": (
        png(chunk(b"tEXt", b"Software\0GIMP")),
        "it is a picture without a badge: download it from its issuer",
    ),
    "address.png": (png(chunk(b"tEXt", f"openbadges\0{ADDRESS}".encode())), POINTS),
    "address_new.png": (png(baked(ADDRESS)), POINTS),
    "page.png": (HTML, "HTML saved as .png: download the badge itself"),
    "page.svg": (HTML, "HTML saved as .svg: download the badge itself"),
    "page.html": (HTML, "HTML, no badge"),
    "page.json": (HTML, "HTML, no badge"),
    "photo.png": (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        "a picture of another kind than PNG or SVG (.png), or a damaged one: no badge can be in it",
    ),
    "drawing.svg": (svg(""), "it is a picture without a badge: download it from its issuer"),
    "address.svg": (svg(f'<openbadges:assertion verify="{ADDRESS}"/>'), POINTS),
    "europass.xml": (b'<?xml version="1.0"?><europassCredential/>', "XML, no badge"),
    "empty.json": (b"", "an empty file"),
    "notes.md": (b"# Notes", "a note"),
    "hash.txt": (b"0f1e2d3c", "a text with no badge in it"),
    "encrypted.jwt": (
        b"eyJhbGciOiJSU0EtT0FFUCJ9.AA.BB.CC.DD",
        "it is encrypted for its recipient: ask them for a readable one",
    ),
    "whom.csv": (
        b"email,evidence\nann@company.example,\n",
        "a table we do not know, with the columns email, evidence",
    ),
}


def test_files_that_are_no_json_are_named_too(tmp_path):
    (tmp_path / "all").mkdir()
    for name, (content, _) in FILES.items():
        (tmp_path / "all" / name).write_bytes(content)
    (tmp_path / "all" / "good.png").write_bytes(png(baked(json.dumps(CREDENTIAL), b"openbadgecredential")))
    (tmp_path / "all" / "good.svg").write_bytes(
        svg(f"<openbadges:assertion><![CDATA[{json.dumps(ASSERTION)}]]></openbadges:assertion>")
    )
    summary = load(tmp_path / "all", store=tmp_path / "store")
    assert dict(summary.not_read) == {name: what for name, (_, what) in FILES.items()}
    assert summary.formats == {"Open Badges 2.0": 1, "Open Badges 3.0, VCDM 2.0": 1}


def test_the_summary_names_files_under_what_they_look_like(tmp_path):
    (tmp_path / "all" / "more").mkdir(parents=True)
    for place, name in enumerate(["a.png", "more/b.png"]):
        (tmp_path / "all" / name).write_bytes(png(chunk(b"tEXt", b"Comment\0" + b"x" * place)))
    (tmp_path / "all" / "c.json").write_text(json.dumps(CREDENTIAL))
    (tmp_path / "all" / "d.json").write_text("[]")
    said = str(load(tmp_path / "all", store=tmp_path / "store"))
    assert (
        "Not read:\n"
        "  2 files: it is a picture without a badge: download it from its issuer\n"
        "      a.png, more/b.png\n"
        "  d.json: nothing in it (badges (JSON))\n"
    ) in said
    assert "Badges came as:\n        1  Open Badges 3.0, VCDM 2.0\n" in said
