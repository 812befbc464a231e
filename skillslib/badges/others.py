"""What a document may be that is no award: each is named, counted, and no fault of its file."""

# (code, how to tell, what it is), the first that fits.
OTHERS = (
    (
        "learner-record",
        "list_contains(types, 'ClrCredential')",
        "a comprehensive learner record that holds no credential",
    ),
    (
        "endorsement",
        "list_has_any(types, ['EndorsementCredential', 'Endorsement'])",
        "an endorsement, not an award",
    ),
    (
        "blockcert",
        "contains(lower(types::text), 'blockcert') or regexp_matches(raw, 'blockcerts|MerkleProof20(17|19)')",
        "a Blockcerts certificate: export its Open Badges form",
    ),
    (
        "european-credential",
        "regexp_matches(types::text, 'Europass|EuropeanDigital') or contains(raw, 'data.europa.eu/snb')",
        "a European digital credential (ELM): not an Open Badges award",
    ),
    (
        "presentation",
        "list_contains(types, 'VerifiablePresentation')",
        "a presentation that holds no credential we can open",
    ),
    (
        "issuer-profile",
        "list_has_any(types, ['Issuer', 'Profile', 'Organization', 'https://w3id.org/openbadges#Issuer'])",
        "an issuer's profile, not an award",
    ),
    ("key", "list_contains(types, 'CryptographicKey')", "a key, not an award"),
    (
        "did-document",
        "(raw->>'id') like 'did:%' and list_has_any(keys, ['verificationMethod', 'assertionMethod'])",
        "a DID document, not an award",
    ),
    (
        "context-or-schema",
        "list_contains(keys, '$schema') or list_contains(keys, '@context') and len(keys) = 1",
        "a context or a schema, not an award",
    ),
    (
        "other-credential",
        "list_contains(types, 'VerifiableCredential')",
        "a credential, but no Open Badges award",
    ),
    (
        "untyped-credential",
        "list_contains(keys, 'credentialSubject')",
        "a credential that does not say what type it is of",
    ),
    (
        "part-of-a-badge",
        "list_has_any(types, ['Criteria', 'AlignmentObject', 'Evidence', 'Image', 'DataIntegrityProof'])"
        " or len(types) = 0 and len(keys) <= 8 "
        "and list_has_any(keys, ['proofPurpose', 'narrative', 'targetName'])",
        "a part of a badge (criteria, an alignment, a proof), not an award",
    ),
    (
        "badge-without-address",
        "len(types) = 0 and list_has_all(keys, ['name', 'criteria'])",
        "an Open Badges 1 badge class, which has no address of its own: awards name theirs",
    ),
    (
        "issuer-profile",
        "len(types) = 0 and list_has_all(keys, ['name', 'url']) and len(keys) <= 8",
        "an issuer's profile, not an award",
    ),
    (
        "api-answer",
        "len(types) = 0 and list_has_any(keys, ['success', 'resource_type', 'status', 'metadata', 'total'])",
        "an answer of an API that holds no awards",
    ),
    ("other-document", "true", "no award, nor anything else we know"),
)
CODES = tuple(dict.fromkeys(code for code, _, _ in OTHERS))
