"""Which concepts of a taxonomy a skill's name may mean, the likeliest first.

A name and a label are alike by the stems they share and by the three letters in a row they share (a cosine
of TF-IDF each, half and half): the first knows planning and planner, the second React.js and ReactJS. A name
is compared in each way to say it (sayings.py), a concept by each of its labels; that its preferred label is
alike too counts a fifth more, and what the name says and the label does not takes up to three tenths. Scores
are 0 to 1. Nothing here knows a database.
"""

from collections import Counter

import numpy as np
import pandas as pd
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from skillslib.linking.sayings import Known, sayings
from skillslib.linking.words import BRACKETS, stem, weight, words

UNSAID = 0.3  # what a score loses where a label has no word of the name
PREFERRED = 0.2  # what a like preferred label counts beside the label that is likest
LESS = {"preferred": 0.0, "alternative": 0.02, "hidden": 0.04}
# The likest labels of each way to say it, and the concepts of each name that are compared on.
LABELS, CONCEPTS = 60, 12
RARE = 0.7  # of what a name's letters weigh: by its rarest, up to there, its likest labels are looked for
AT_ONCE = 10_000  # names
THREADS = 2


def candidates(names, labels, limit=5):
    """The concepts that each name may mean, up to `limit`, the likeliest first.

    labels: a DataFrame with concept_id, label, label_type (preferred, alternative, hidden).
    Columns: name, rank (from 1), concept_id, label (the one that is like the name), score (0 to 1).
    Formula: worth of the saying * (cosine with the label + 0.2 * cosine with the preferred label) / 1.2
    * (0.7 + 0.3 * share of the name's stems, by squared weight, that the label or the preferred one has),
    where a cosine is half of stems and half of letter triples, weighted by inverse document frequency.
    Source: Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.

    Example: candidates(["Time Management"], labels)
    """
    return Labels(labels).candidates(names, limit)


class Labels:
    """All labels of a taxonomy, made ready once."""

    def __init__(self, labels):
        told = _with_bare_names(labels)
        self.words = [words(label) for label in told.label]
        self.known = Known(told.label)
        codes, self.concepts = pd.factorize(told.concept_id)
        self.concept = codes
        self.label = told.label.to_numpy()
        self.less = told.label_type.map(LESS).fillna(max(LESS.values())).to_numpy(dtype=np.float32)
        self._count()
        matrix = self._vectors(self.words)
        best = pd.Series(self.less).groupby(codes).transform("min").to_numpy() == self.less
        at = np.flatnonzero(best)
        self.preferred = at[np.argsort(codes[at], kind="stable")]
        self.languages = np.bincount(codes[at], minlength=len(self.concepts))
        self.has = matrix[:, : len(self.stems)].sign()
        self.rows, self.columns = matrix, sparse.csr_matrix(matrix.T)
        self.times = np.diff(self.columns.indptr)

    def _count(self):
        """In how many concepts a stem is, and in how many labels three letters in a row are."""
        pairs = dict.fromkeys(
            (concept, stem(word))
            for concept, told in zip(self.concept, self.words, strict=True)
            for word in told
        )
        stems = Counter(found for _, found in pairs)
        letters = Counter()
        for word, times in Counter(word for told in self.words for word in dict.fromkeys(told)).items():
            letters.update(dict.fromkeys(_triples(word), times))
        self.stems, self.stem_worth = _worth(stems, len(self.concepts))
        self.letters, self.letters_worth = _worth(letters, len(self.words))

    def _vectors(self, texts):
        """A row of length 1 for each list of words; what no label has is only in its length."""
        every = dict.fromkeys(word for told in texts for word in told)
        by_word = {word: at for at, word in enumerate(every)}
        weights = np.array([weight(word) for word in by_word], dtype=np.float32)
        rows = np.repeat(np.arange(len(texts)), [len(told) for told in texts])
        columns = [by_word[word] for told in texts for word in told]
        shape = (len(texts), len(by_word))
        counts = sparse.csr_matrix((weights[columns], (rows, columns)), shape=shape, dtype=np.float32)
        halves = [
            counts @ _table([[stem(word)] for word in by_word], self.stems, self.stem_worth),
            counts @ _table([_triples(word) for word in by_word], self.letters, self.letters_worth),
        ]
        return sparse.hstack([_unit(half)[:, :-1] * np.sqrt(0.5) for half in halves], "csr", np.float32)

    def candidates(self, names, limit=5):
        """As `candidates`."""
        names = list(dict.fromkeys(names))
        found = [self._some(names[at : at + AT_ONCE], limit) for at in range(0, len(names), AT_ONCE)]
        return pd.concat(found, ignore_index=True) if found else self._some([], limit)

    def _some(self, names, limit):
        ways = [
            (at, told, worth) for at, name in enumerate(names) for told, worth in sayings(name, self.known)
        ]
        if not ways:
            return pd.DataFrame(columns=["name", "rank", "concept_id", "label", "score"])
        vectors = self._vectors([told for _, told, _ in ways])
        like = self._likest(vectors)
        of_way = np.repeat(np.arange(len(ways)), np.diff(like.indptr))
        worth = np.array([way[2] for way in ways], dtype=np.float32)
        found = pd.DataFrame({"name": np.array([way[0] for way in ways])[of_way], "way": of_way})
        found["row"], found["concept"] = like.indices, self.concept[like.indices]
        found["score"] = like.data * worth[of_way] - self.less[like.indices]
        found = _best(found, CONCEPTS)
        way, row, concept = (found[column].to_numpy() for column in ("way", "row", "concept"))
        also = self._like_preferred(vectors, way, concept, self.rows)
        found["score"] = (found.score + PREFERRED * also * worth[found.way]) / (1 + PREFERRED)
        found["score"] *= 1 - UNSAID * (1 - self._said(vectors, way, row, concept))
        found["score"] = found.score.astype(float).clip(0, 1).round(3)
        found = _best(found, limit)
        return pd.DataFrame(
            {
                "name": np.array(names, dtype=object)[found.name],
                "rank": found.groupby("name").cumcount().to_numpy() + 1,
                "concept_id": self.concepts[found.concept],
                "label": self.label[found.row],
                "score": found.score.to_numpy(),
            }
        )

    def _like_preferred(self, vectors, ways, concepts, labels):
        """How like each way is the preferred label of a concept: of several languages, the likest."""
        if not len(concepts):
            return np.empty(0, dtype=np.float32)
        counts, ends = self.languages[concepts], np.cumsum(self.languages[concepts])
        places = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        places += np.repeat((np.cumsum(self.languages) - self.languages)[concepts], counts)
        also = _products(vectors, np.repeat(ways, counts), labels, self.preferred[places])
        return np.maximum.reduceat(also, ends - counts)

    def _said(self, vectors, ways, rows, concepts):
        """Which share of the stems of each way, by worth, a label has, or the concept's preferred one."""
        stems = vectors[:, : len(self.stems)].power(2) * 2  # they are half of a row
        label = _products(stems, ways, self.has, rows)
        return np.maximum(label, self._like_preferred(stems, ways, concepts, self.has))

    def _likest(self, vectors):
        """The labels that are like each row: looked for by what is rare in it, then compared in full."""
        like = sp_matmul_topn(
            self._rare(vectors), self.columns, top_n=LABELS, threshold=0.03, n_threads=THREADS
        )
        rows = np.repeat(np.arange(len(like.indptr) - 1), np.diff(like.indptr))
        like.data[:] = _products(vectors, rows, self.rows, like.indices)
        return like

    def _rare(self, vectors):
        """The rows without their commonest letters: to go through all labels that have them takes longest."""
        rows = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
        order = np.lexsort((self.times[vectors.indices], rows))
        columns, values = vectors.indices[order], vectors.data[order]
        letters = columns >= len(self.stems)
        sums = np.concatenate([[0.0], np.cumsum(np.where(letters, values, 0).astype(float) ** 2)])
        first, last = sums[vectors.indptr[:-1]], sums[vectors.indptr[1:]]
        kept = ~letters | (sums[:-1] - first[rows] < RARE * (last - first)[rows])
        return sparse.csr_matrix((values[kept], (rows[kept], columns[kept])), shape=vectors.shape)


def _with_bare_names(labels):
    """The labels once, the preferred first; "Python (computer programming)" is "Python" too."""
    told = labels[["concept_id", "label", "label_type"]]
    bare = told[told.label.str.endswith(")")].assign(
        label=lambda found: found.label.str.replace(BRACKETS, " ", regex=True)
    )
    told = pd.concat([told, bare[bare.label.str.strip() != ""]], ignore_index=True)
    order = told.label_type.map(LESS).fillna(1)
    return (
        told.assign(order=order)
        .sort_values(["concept_id", "order", "label"])
        .drop_duplicates(["concept_id", "label"])
    )


def _triples(word):
    word = f" {word} "
    return [word[at : at + 3] for at in range(len(word) - 2)]


def _worth(counts, all_of_them):
    """The place of each, and its inverse document frequency; the last is that of what was never seen."""
    inverse = [np.log(1 + all_of_them / times) for times in counts.values()]
    return {found: at for at, found in enumerate(counts)}, np.array([*inverse, np.log(1 + 2 * all_of_them)])


def _table(parts, places, worth):
    """A row for each word: its parts, by place, with their worth."""
    rows = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    columns = np.array([places.get(found, len(places)) for part in parts for found in part], dtype=int)
    shape = (len(parts), len(places) + 1)
    return sparse.csr_matrix((worth[columns], (rows, columns)), shape=shape, dtype=np.float32)


def _unit(matrix):
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(lengths, 1e-9)) @ matrix)


def _best(found, limit):
    """The best row of each name and concept, and of these the best of each name."""
    order = ["name", "score", "concept", "row"]
    found = found.sort_values(order, ascending=[True, False, True, True], kind="stable")
    found = found.drop_duplicates(["name", "concept"])
    return found[found.groupby("name").cumcount() < limit]


def _products(left, at_left, right, at_right, at_once=100_000):
    """The product of each pair of rows."""
    found = np.empty(len(at_left), dtype=np.float32)
    for at in range(0, len(at_left), at_once):
        pairs = slice(at, at + at_once)
        found[pairs] = np.asarray(left[at_left[pairs]].multiply(right[at_right[pairs]]).sum(axis=1)).ravel()
    return found
