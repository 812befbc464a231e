"""The lines of a table: a total and its parts along one dimension, and what each line must not tell."""

import numpy as np
from scipy.sparse import csr_matrix

from skillslib.disclosure.rules import BASE


class Lines:
    """Every line of a table with margins: `parts` (lines x numbers), and in `totals` what each adds up to."""

    def __init__(self, frame, by, total):
        keys = {
            tuple(row): place for place, row in enumerate(frame[list(by)].itertuples(index=False, name=None))
        }
        found, totals = {}, []
        for key, place in keys.items():
            for at, name in enumerate(key):
                whole = (*key[:at], total, *key[at + 1 :])
                if name != total:
                    found.setdefault((at, whole), []).append(place)
        rows, columns = [], []
        for number, ((_, whole), parts) in enumerate(found.items()):
            rows += [number] * len(parts)
            columns += parts
            totals.append(keys.get(whole, -1))
        self.parts = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(totals), len(frame)))
        self.totals = np.array(totals, dtype=int)
        # Within a line all parts are of one kind; numbers of few totals come before margins.
        self.depth = (frame[list(by)] == total).sum(axis=1).to_numpy()

    def known_zeros(self, true, min_people):
        """Which numbers may be shown as a 0: all their lines are large, or one is known to be of nobody.

        Whether a line is large is judged by its total as rounded: what is withheld in it makes no difference.
        """
        sums = self.parts @ np.asarray(true)
        least = BASE * np.floor(sums / BASE + 0.5) - BASE // 2
        in_lines = np.diff(self.parts.tocsc().indptr) > 0
        small = self.parts.T @ (least < 2 * min_people).astype(float)
        fine = in_lines & (small == 0)
        for depth in range(int(self.depth.max(initial=0)) - 1, -1, -1):
            empty = (sums == 0) & (self.totals >= 0) & fine[self.totals]
            fine |= (self.depth == depth) & (self.parts.T @ empty.astype(float) > 0)
        return fine

    def completed(self, shown, withheld, few, positive, min_people):
        """The withheld numbers, and with them one of each line whose withheld people may be fewer than that.

        few: those withheld because they are small; the others are of at least the minimum. positive: those
        that are not 0 for certain, where they are withheld.
        """
        withheld = np.asarray(withheld).copy()
        while True:
            needy = self._needy(shown, withheld, few, positive, min_people)
            candidates = np.flatnonzero(~withheld & (shown >= min_people))
            serves = np.asarray(self.parts[needy][:, candidates].sum(axis=0)).ravel()
            if not (serves > 0).any():
                return withheld
            order = np.lexsort((candidates, -serves, self.depth[candidates], serves == 0))
            withheld[candidates[order[0]]] = True

    def _needy(self, shown, withheld, few, positive, min_people):
        """The lines with a shown total of which what is withheld may be fewer people than the minimum."""
        total = np.where(self.totals >= 0, shown[self.totals], 0)
        told = (self.totals >= 0) & ~withheld[self.totals]
        hidden = self.parts @ withheld.astype(float)
        solid = self.parts @ (withheld & ~few).astype(float)
        single = self.parts @ (withheld & positive).astype(float)
        most = np.where(withheld | (shown == 0), 0, shown + BASE // 2)
        rest = total - BASE // 2 - self.parts @ most
        return told & (hidden > 0) & (solid == 0) & (single < min_people) & (rest < min_people)
