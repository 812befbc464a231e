"""What a document may be that is no award: each is named, counted, and no fault of its file."""

CONTEXT = "coalesce((raw->'@context')::text, '')"
PROOFS = "coalesce((raw->'proof')::text, '') || coalesce((raw->'signature')::text, '')"

# (code, how to tell, what it is), the first that fits.
OTHERS = (
    (
        "unreadable-token",
        "starts_with(raw, '\"eyJ')",
        "a signed text that is encrypted for its recipient, damaged or no document: ask for another",
    ),
    ("empty-document", "len(keys) = 0", "an empty document"),
    (
        "context-or-schema",
        "list_has_any(keys, ['$schema', '$defs', '$id']) and not list_contains(keys, 'credentialSubject')"
        " or list_has_all(keys, ['type', 'properties'])"
        " or list_contains(keys, '@context') and not list_has_any(keys, ['id', '@id', 'type', '@type',"
        " '@graph', 'name', 'badge', 'issuer', 'recipient', 'credentialSubject'])",
        "a context or a schema, not an award",
    ),
    (
        "learner-record",
        "list_contains(types, 'ClrCredential')",
        "a comprehensive learner record that holds no credential",
    ),
    (
        "older-learner-record",
        "list_has_any(types, ['Clr', 'CLR']) or list_has_all(keys, ['learner', 'publisher'])"
        " or list_contains(types, 'Assertion') and list_contains(keys, 'achievement')",
        "a comprehensive learner record of version 1: export it as 2.0",
    ),
    (
        "endorsement",
        "list_has_any(types, ['EndorsementCredential', 'Endorsement'])",
        "an endorsement, not an award",
    ),
    (
        "xapi-definition",
        "list_has_all(keys, ['id', 'concepts'])"
        " or list_has_all(keys, ['name', 'description']) and len(keys) <= 4"
        " and left((raw->'name')::text, 1) = '{' and left((raw->'description')::text, 1) = '{'",
        "a definition of xAPI (a verb, an activity, an extension), not an award",
    ),
    (
        "issuer-profile",
        "list_has_any(types, ['Issuer', 'Profile', 'Organization', 'https://w3id.org/openbadges#Issuer'])",
        "an issuer's profile, not an award",
    ),
    (
        "blockcert",
        f"regexp_matches(types::text, '(?i)blockcert|BlockchainCertificate|CertificateDocument')"
        f" or contains({CONTEXT}, 'blockcerts') or regexp_matches({PROOFS}, 'MerkleProof20')"
        " or list_has_all(keys, ['certificate', 'assertion']) or list_has_all(keys, ['document', 'receipt'])",
        "a Blockcerts certificate: export its Open Badges form",
    ),
    (
        "european-credential",
        "regexp_matches(types::text, 'Europass|EuropeanDigital')"
        f" or regexp_matches({CONTEXT}, 'data.europa.eu/snb|europass')",
        "a European digital credential (ELM): not an Open Badges award",
    ),
    (
        "presentation",
        "list_contains(types, 'VerifiablePresentation')",
        "a presentation that holds no credential we can open",
    ),
    (
        "did-document",
        "(raw->>'id') like 'did:%' and list_has_any(keys,"
        " ['verificationMethod', 'assertionMethod', 'authentication', 'service', 'publicKey'])"
        " or list_contains(keys, 'didDocument')",
        "a DID document, not an award",
    ),
    (
        "key",
        "regexp_matches(types::text, 'CryptographicKey|VerificationKey|Multikey|JsonWebKey')"
        " or len(types) = 0 and (keys = ['keys'] or list_has_any(keys,"
        " ['kty', 'publicKeyMultibase', 'publicKeyPem', 'publicKeyJwk', 'publicKeyBase58']))",
        "a key, not an award",
    ),
    (
        "other-credential",
        "list_contains(types, 'VerifiableCredential')"
        " or list_contains(keys, 'credentialSubject') and len(types) > 0",
        "a credential, but no Open Badges award",
    ),
    (
        "untyped-credential",
        "list_contains(keys, 'credentialSubject')",
        "a credential that does not say what type it is of",
    ),
    (
        "address-only",
        "len(types) = 0 and list_contains(keys, 'verify') and len(keys) <= 2",
        "it only points at a badge that its issuer hosts: download that as JSON",
    ),
    (
        "part-of-a-badge",
        "list_has_any(types, ['Criteria', 'Alignment', 'AlignmentObject', 'Evidence', 'Image', 'Result',"
        " 'ResultDescription', 'RubricCriterionLevel', 'IdentityObject', 'IdentifierEntry',"
        " 'VerificationObject', 'AchievementSubject'])"
        " or regexp_matches(types::text, 'Proof|Signature20')"
        " or len(types) = 0 and len(keys) <= 8"
        " and list_has_any(keys, ['proofPurpose', 'narrative', 'targetName', 'alg'])",
        "a part of a badge (criteria, an alignment, a proof), not an award",
    ),
    (
        "badge-without-address",
        "len(types) = 0 and list_has_all(keys, ['name', 'criteria']) and not list_contains(keys, '@context')",
        "an Open Badges 1 badge class, which has no address of its own: awards name theirs",
    ),
    (
        "issuer-profile",
        "len(types) = 0 and list_has_all(keys, ['name', 'url']) and len(keys) <= 8"
        " or list_has_all(keys, ['name', 'url', 'email']) and not list_has_any(keys, ['recipient', 'badge'])",
        "an issuer's profile, not an award",
    ),
    (
        "xapi-statement",
        "list_has_all(keys, ['actor', 'verb', 'object'])",
        "an xAPI statement that tells of no badge earned",
    ),
    (
        "api-description",
        "list_has_any(keys, ['badgeConnectAPI', 'openapi', 'swagger'])",
        "a description of an API, not an award",
    ),
    (
        "api-answer",
        "len(types) = 0 and list_has_any(keys, ['success', 'resource_type', 'status',"
        " 'metadata', 'total', 'error', 'errors', 'detail', 'message'])",
        "an answer of an API that holds no awards",
    ),
    (
        "untyped-document",
        f"len(types) = 0 and regexp_matches({CONTEXT}, 'openbadges|imsglobal')",
        "an Open Badges document that does not say what it is: its type is missing",
    ),
    ("unknown-type", "len(types) > 0", "a document whose type is none that we know"),
    ("other-document", "true", "no award, nor anything else we know"),
)
CODES = tuple(dict.fromkeys(code for code, _, _ in OTHERS))
