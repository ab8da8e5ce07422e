"""Goldens of the two-class metrics, from scikit-learn 1.2: python3 make_binary.py"""
import warnings

import numpy as np
from sklearn import metrics as m

from cases import golden_case, write

warnings.filterwarnings("ignore")
ranks, decisions = [], []
for i in range(1000):
    labels, a, _ = golden_case(i)
    y, s = np.array(labels), np.array(a)
    both = 0 < y.sum() < len(y)
    ranks.append([
        m.roc_auc_score(y, s) if both else None,
        m.average_precision_score(y, s) if y.any() else None,
        m.roc_auc_score(y, s, max_fpr=0.2) if both else None,
        m.brier_score_loss(y, s),
        m.log_loss(y, s, labels=[0, 1]),
    ])
    d = (s >= 0.4).astype(int)
    tn, fp, fn, tp = m.confusion_matrix(y, d, labels=[0, 1]).ravel()
    decisions.append([
        tp, fp, tn, fn,
        m.accuracy_score(y, d),
        m.recall_score(y, d) if y.any() else None,
        m.recall_score(y, d, pos_label=0) if not y.all() else None,
        m.precision_score(y, d) if d.any() else None,
        m.precision_score(y, d, pos_label=0) if not d.all() else None,
        m.f1_score(y, d) if (y | d).any() else None,
        m.matthews_corrcoef(y, d) if both else None,
        m.balanced_accuracy_score(y, d) if both else None,
        m.cohen_kappa_score(y, d) if both or len(set(y) | set(d)) > 1 else None,
    ])
write(__file__, "ranks.json", ["auroc", "averagePrecision", "partial", "brier", "logLoss"], ranks)
write(__file__, "decisions.json",
      ["tp", "fp", "tn", "fn", "accuracy", "sensitivity", "specificity", "ppv", "npv", "f1", "mcc", "balancedAccuracy", "kappa"],
      decisions)
