"""Goldens of weighted metrics, operating points, likelihood ratios and class metrics, from scikit-learn 1.2: python3 make_weighted.py"""
import warnings

import numpy as np
from sklearn import metrics as m

from cases import golden_case, lcg, write

warnings.filterwarnings("ignore")
rows, classes = [], []
for i in range(1000):
    labels, a, _ = golden_case(i)
    y, s = np.array(labels), np.array(a)
    draw = lcg(i * 59 + 23)
    for _ in range(5):
        draw()
    w = np.array([draw() % 4 / 2 for _ in labels])
    both = w[y == 1].sum() > 0 and w[y == 0].sum() > 0
    row = [m.roc_auc_score(y, s, sample_weight=w) if both else None,
           m.average_precision_score(y, s, sample_weight=w) if w[y == 1].sum() > 0 else None,
           m.roc_auc_score(y, s, sample_weight=w, max_fpr=0.2) if both else None,
           m.brier_score_loss(y, s, sample_weight=w) if w.sum() > 0 else None,
           m.log_loss(y, s, sample_weight=w, labels=[0, 1]) if w.sum() > 0 else None]
    if 0 < y.sum() < len(y):
        fpr, tpr, _ = m.roc_curve(y, s, drop_intermediate=False)
        row += [tpr[fpr <= 0.1 + 1e-12].max(), 1 - fpr[tpr >= 0.9 - 1e-12].min(), (tpr - fpr).max()]
        tn, fp, fn, tp = m.confusion_matrix(y, s >= 0.4, labels=[0, 1]).ravel()
        sens, spec = tp / (tp + fn), tn / (tn + fp)
        div = lambda p, q: p / q if q > 0 else None
        row += [div(sens, 1 - spec), div(1 - sens, spec), div(sens * 0.1, sens * 0.1 + (1 - spec) * 0.9),
                div(spec * 0.9, spec * 0.9 + (1 - sens) * 0.1)]
    else:
        row += [None] * 7
    rows.append(row)

    draw = lcg(i * 61 + 29)
    for _ in range(5):
        draw()
    n, k = 2 + draw() % 40, 2 + draw() % 3
    truth = [draw() % k for _ in range(n)]
    guess = [draw() % k if draw() % 2 == 0 else truth[j] for j in range(n)]
    classes.append([m.accuracy_score(truth, guess), m.balanced_accuracy_score(truth, guess), m.f1_score(truth, guess, average="macro"),
                    m.matthews_corrcoef(truth, guess) if len(set(truth)) > 1 else None])
write(__file__, "weighted.json",
      ["auroc", "averagePrecision", "partial", "brier", "logLoss", "sensitivityAt", "specificityAt", "youden",
       "positiveRatio", "negativeRatio", "ppvAt", "npvAt"], rows)
write(__file__, "classes.json", ["accuracy", "balancedAccuracy", "macroF1", "mcc"], classes)
