"""Badges signed as one text (JWT, JWS): the document that such a text carries.

The signature is not judged here. A credential is completed from the claims around it, as the rules of VC-JWT
say: whoever reads the document afterwards need not know that it came in a token.
"""

import base64
import json
import re
from datetime import UTC, datetime

TOKEN = re.compile(r"eyJ[\w-]+(?:\.[\w-]*){2}(?:(?:\.[\w-]*){2})?", re.ASCII)
START = re.compile(r"eyJ[\w-]+(?:\.[\w-]*)+", re.ASCII)
AROUND = " \t\r\n\"',\ufeff"
MODEL_1 = "https://www.w3.org/2018/credentials/v1"
MODEL_2 = "https://www.w3.org/ns/credentials/v2"
STARTS = ("validFrom", "issuanceDate")  # VCDM 2.0 and 1.1 name the same day differently
ENDS = ("validUntil", "expirationDate")


def token_in(text):
    """The token that a text consists of, blanks and quotes around it removed; None where it is no token."""
    text = text.strip(AROUND)
    return text if TOKEN.fullmatch(text) else None


def begins_token(head, cut):
    """Whether the first line of a text is a token; where the text was `cut`, whether it can be one."""
    first, more, _ = head.lstrip(AROUND).partition("\n")
    known = START.fullmatch(first) if cut and not more else token_in(first)
    try:
        return bool(known) and "alg" in _object_in(first.split(".")[0])
    except (ValueError, RecursionError):
        return False


def is_encrypted(token):
    """Whether a token can be read by its recipient only: a JWE has five parts, a JWT three."""
    return token.count(".") == 4


def credential_of(token):
    """The document in a token, as a dictionary: a credential completed from its claims, or the payload.

    Tokens inside it (`verifiableCredential`) are decoded too. Each lies in the text of the one around it and
    is a quarter shorter, so they end. Raises ValueError where the payload is no JSON object.
    """
    try:
        return _unfolded(_completed(_object_in(token.split(".")[1])))
    except RecursionError:
        raise ValueError("its payload is nested too deeply") from None


def _object_in(part):
    value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(value, dict):
        raise ValueError("its payload is no JSON object")
    return value


def _completed(claims):
    wrapped = next((claims[name] for name in ("vc", "vp") if isinstance(claims.get(name), dict)), None)
    document = dict(claims if wrapped is None else wrapped)
    types = _listed(document.get("type"))
    if wrapped is None and not {"VerifiableCredential", "VerifiablePresentation"} & _words(types):
        return document  # a badge of Open Badges 2 signed as it is: nothing of it is in claims
    _fill(document, ("id",), claims.get("jti"))
    if "VerifiablePresentation" in types:
        _fill(document, ("holder",), claims.get("iss"))
        return document
    contexts = _words(_listed(document.get("@context")))
    newer = MODEL_2 in contexts or (wrapped is None and MODEL_1 not in contexts)
    _fill(document, ("issuer",), claims.get("iss"))
    _fill(document, STARTS if newer else STARTS[::-1], _moment(claims.get("nbf")))
    _fill(document, ENDS if newer else ENDS[::-1], _moment(claims.get("exp")))
    subjects = _listed(document.get("credentialSubject")) or [{}]
    if len(subjects) == 1 and isinstance(subjects[0], dict) and isinstance(claims.get("sub"), str):
        document["credentialSubject"] = subject = dict(subjects[0])
        _fill(subject, ("id",), claims["sub"])
    return document


def _fill(document, names, value):
    """Say the value under the first of the names, unless one of them is said already."""
    if isinstance(value, str) and all(document.get(name) is None for name in names):
        document[names[0]] = value


def _moment(seconds):
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return None


def _unfolded(document):
    """A document with the tokens among its credentials decoded; an envelope gives what it envelops."""
    if "EnvelopedVerifiableCredential" in _listed(document.get("type")):
        return _decoded(str(document.get("id")).partition(",")[2], document)
    for place in (document, *_listed(document.get("credentialSubject"))):
        if isinstance(place, dict) and "verifiableCredential" in place:
            place["verifiableCredential"] = [_member(one) for one in _listed(place["verifiableCredential"])]
    return document


def _member(one):
    if isinstance(one, dict):
        return _unfolded(one)
    return _decoded(one, one) if isinstance(one, str) else one


def _decoded(text, otherwise):
    token = token_in(text)
    if token is None or is_encrypted(token):
        return otherwise
    try:
        return credential_of(token)
    except ValueError:
        return otherwise  # whoever reads the document says what is wrong with this one


def _listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(values):
    return {value for value in values if isinstance(value, str)}
