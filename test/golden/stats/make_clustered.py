"""Goldens of what knows patients: Obuchowski's clustered DeLong (1997) by brute force over all pairs, means and proportions by
statsmodels' cluster-robust OLS, exact sign flips by SciPy: python3 make_clustered.py"""
import sys
import warnings
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy import stats

sys.path.append(str(Path(__file__).parent.parent / "metrics"))
from cases import golden_case, lcg, write  # noqa: E402

warnings.filterwarnings("ignore")


def clusters_of(i, n):
    draw = lcg(i * 53 + 19)
    for _ in range(5):
        draw()
    return np.array([draw() % (2 + n // 3) for _ in range(n)])


def covariance(y, g, s, t):
    """eq. 5-8 of Obuchowski 1997, with psi averaged over all pairs."""
    m, n, ids = int(y.sum()), int((1 - y).sum()), np.unique(g)
    psi = lambda x: (x[y == 1][:, None] > x[y == 0]) + 0.5 * (x[y == 1][:, None] == x[y == 0])
    v10, v01, area = [psi(x).mean(1) for x in (s, t)], [psi(x).mean(0) for x in (s, t)], [psi(x).mean() for x in (s, t)]
    gp, gn = g[y == 1], g[y == 0]
    i10, i01, k = len(set(gp)), len(set(gn)), len(ids)
    d10 = np.array([[(v10[r] - area[r])[gp == c].sum() for c in ids] for r in (0, 1)])
    d01 = np.array([[(v01[r] - area[r])[gn == c].sum() for c in ids] for r in (0, 1)])
    s10 = i10 / (i10 - 1) / m * (d10[0] * d10[1]).sum()
    s01 = i01 / (i01 - 1) / n * (d01[0] * d01[1]).sum()
    s11, s11t = (k / (k - 1) * (d10[r] * d01[1 - r]).sum() for r in (0, 1))
    return s10 / m + s01 / n + (s11 + s11t) / (m * n)


rows = []
for i in range(1000):
    labels, a, b = (np.array(x) for x in golden_case(i))
    g = clusters_of(i, len(labels))
    gp, gn = set(g[labels == 1]), set(g[labels == 0])
    row = [None] * 8
    if min(len(gp), len(gn)) >= 2:
        va, vb, cab = covariance(labels, g, a, a), covariance(labels, g, b, b), covariance(labels, g, a, b)
        variance = va + vb - 2 * cab
        z = None
        if variance > 1e-12:
            area = lambda s: np.mean((s[labels == 1][:, None] > s[labels == 0]) + 0.5 * (s[labels == 1][:, None] == s[labels == 0]))
            z = (area(a) - area(b)) / variance ** 0.5
        row[:3] = [np.sqrt(va) if va > 1e-12 else None, z, 2 * stats.norm.sf(abs(z)) if z is not None else None]
    right = ((a >= 0.4) == (labels == 1)).astype(float)
    if len(set(g)) >= 2:
        for at, x in ((3, right), (5, (a - labels) ** 2)):
            fit = sm.OLS(x, np.ones(len(x))).fit(cov_type="cluster", cov_kwds={"groups": g})
            row[at] = fit.params[0]
            row[at + 1] = fit.bse[0] if fit.bse[0] > 1e-9 else 0
    few = right[:8] - ((b >= 0.4) == (labels == 1)).astype(float)[:8] + a[:8] - b[:8]
    row[7] = stats.permutation_test((few,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    rows.append(row)
write(__file__, "clustered.json", ["aurocSe", "z", "p", "accuracy", "accuracySe", "brier", "brierSe", "signFlip"], rows)
