"""Goldens of curves, multi-class AUROC and weighted kappa, from scikit-learn 1.2: python3 make_curves.py"""
import json
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics as m

from cases import golden_case, lcg, shorten, write

warnings.filterwarnings("ignore")
out = {}
both = [i for i in range(200) if 2 < sum(golden_case(i)[0]) < len(golden_case(i)[0]) - 2]
for i in both[:6]:
    y, a, _ = golden_case(i)
    fpr, tpr, t = m.roc_curve(y, a, drop_intermediate=False)
    p, r, _ = m.precision_recall_curve(y, a)
    out[i] = {"fpr": shorten(list(fpr)), "tpr": shorten(list(tpr)), "thresholds": shorten(list(t[1:])),
              "precision": shorten(list(p[::-1])), "recall": shorten(list(r[::-1]))}
(Path(__file__).parent / "curves.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")

rows = []
for i in range(1000):
    draw = lcg(i * 31 + 5)
    for _ in range(5):
        draw()
    n, k, levels = 20 + draw() % 40, 3 + draw() % 3, [4, 1000][draw() % 2]
    labels = [draw() % k for _ in range(n)]
    scores = np.array([[(draw() % levels + (levels // 2 if c == labels[j] else 0)) / levels for c in range(k)] for j in range(n)])
    hot = np.eye(k, dtype=int)[labels]
    guess = [draw() % k if draw() % 3 == 0 else labels[j] for j in range(n)]
    full = len(set(labels)) == k
    rows.append([m.roc_auc_score(hot, scores, average=w) if full else None for w in ("macro", "weighted", "micro")]
                + [m.cohen_kappa_score(labels, guess, labels=list(range(k)), weights=w) for w in (None, "linear", "quadratic")])
write(__file__, "multiclass.json", ["macro", "weighted", "micro", "kappa", "linearKappa", "quadraticKappa"], rows)
