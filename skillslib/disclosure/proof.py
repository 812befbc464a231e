"""The proof that a frame went through `protect` and was not changed since."""

import hashlib
import json

from skillslib.disclosure.rules import DisclosureError


def question_key(question):
    """What was asked, as one canonical line of text: the name under which a release files it."""
    asked = {k: v for k, v in question.items() if k != "measures"}
    return json.dumps(asked, sort_keys=True, default=str)


def fingerprint(frame):
    """The SHA-256 of a frame's rows and columns and of its question."""
    return hashlib.sha256(f"{question_key(frame.attrs['question'])}\n{rows_of(frame)}".encode()).hexdigest()


def rows_of(frame):
    return frame.to_csv(index=False, float_format="%.12g", lineterminator="\n")


def proof_of(frame):
    """The fingerprint of a frame that is unchanged since `protect`; None for any other."""
    proof = frame.attrs.get("protected")
    return proof["sha256"] if proof and proof["sha256"] == fingerprint(frame) else None


def require_protected(frame):
    """The fingerprint of a frame that went through `protect` and was not changed since.

    Errors: DisclosureError for a frame that was never protected, or edited afterwards.
    """
    name = frame.attrs.get("question", {}).get("name", "this frame")
    if "protected" not in frame.attrs:
        raise DisclosureError(f"{name} is not protected. Call protect(frame) before publishing it.")
    proof = proof_of(frame)
    if not proof:
        raise DisclosureError(
            f"{name} was changed after protect(). Make the change first, then call protect(frame)."
        )
    return proof
