"""Ranking concepts by an encoder of sentences that a person brings along: off unless given, never fetched.

An encoder is any function from a list of texts to an array with a row for each, such as `encode` of a model
that was opened from a folder: SentenceTransformer("folder").encode, or, smaller and quicker,
StaticModel.from_pretrained("folder").encode of model2vec.
"""

import numpy as np
import pandas as pd

from skillslib.intake import IntakeError

LIKEST = 40  # labels of each name, of which several may be one concept's
AT_ONCE = 1_000  # names


def nearest(names, labels, encode, limit=5):
    """The concepts to whose labels an encoder puts each name nearest, up to `limit`, the nearest first.

    labels: a DataFrame with concept_id, label, and whatever else tells a concept. Columns: name, rank (from
    1), those of labels, score (the cosine, 0 to 1).
    Errors: IntakeError where the encoder gives anything but a row of numbers for each text.

    Example: nearest(["Time Management"], labels, model.encode)
    """
    names = list(dict.fromkeys(names))
    if not names or labels.empty:
        return labels.head(0).assign(name=[], rank=[], score=[])
    texts, place = np.unique(labels.label.to_numpy(dtype=str), return_inverse=True)
    vectors = _encoded(encode, texts.tolist())[place]
    found = []
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        like = _encoded(encode, some) @ vectors.T
        likest = np.argsort(-like, axis=1, kind="stable")[:, :LIKEST]
        for name, row, scores in zip(some, likest, like, strict=True):
            found.append(labels.iloc[row].assign(name=name, score=scores[row].clip(0, 1).round(3)))
    told = pd.concat(found, ignore_index=True).drop_duplicates(["name", "concept_id"])
    told["rank"] = told.groupby("name", sort=False).cumcount() + 1
    return told[told["rank"] <= limit].reset_index(drop=True)


def _encoded(encode, texts):
    """A row of length 1 for each text."""
    vectors = np.asarray(encode(texts), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
        raise IntakeError(
            f"The encoder gave an array of shape {vectors.shape} for {len(texts):,} texts, or one with what "
            "is no number in it. It has to give a row of numbers for each text."
        )
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
