"""scikit-learn's roc_auc_score of 100,000 scores, or 2,000 paired bootstrap replicates of two AUROCs of 1,400 in vectorised NumPy."""
import sys

import numpy as np
from sklearn.metrics import roc_auc_score

from serve import serve

what = sys.argv[1]
n = 100_000 if what == "delong" else 1400
rng = np.random.default_rng(1)
labels = (rng.random(n) < 0.3).astype(np.int64)
a, b = rng.normal(labels * 1.5), rng.normal(labels * 1.5)


def bootstrap(replicates):
    """How often each case is drawn, then every AUROC from running sums over cases sorted once: no sort per replicate."""
    counts = np.zeros((replicates, n), dtype=np.float64)
    for members in (np.flatnonzero(labels == 0), np.flatnonzero(labels == 1)):
        size = len(members)
        drawn = rng.integers(0, size, (replicates, size)) + np.arange(replicates)[:, None] * size
        counts[:, members] = np.bincount(drawn.ravel(), minlength=replicates * size).reshape(replicates, size)
    areas = []
    for scores in (a, b):
        order = np.argsort(scores)
        sorted_counts, positive = counts[:, order], labels[order] == 1
        negatives_below = np.cumsum(np.where(positive, 0, sorted_counts), axis=1)
        above = (sorted_counts[:, positive] * negatives_below[:, positive]).sum(axis=1)
        areas.append(above / (labels.sum() * (n - labels.sum())))
    differences = areas[0] - areas[1]
    return np.quantile(differences, [0.025, 0.975]), differences.std(ddof=1)


def body(count):
    for _ in range(count):
        if what == "delong":
            roc_auc_score(labels, a)
        else:
            bootstrap(2000)


body(3)
serve({}, body)
