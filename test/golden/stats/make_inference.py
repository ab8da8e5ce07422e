"""Goldens of intervals, paired tests, multiplicity and many models, from statsmodels 0.13 and SciPy 1.10:
python3 make_inference.py"""
import math
import sys
import warnings
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

sys.path.append(str(Path(__file__).parent.parent / "metrics"))
from cases import golden_case, lcg, write  # noqa: E402

warnings.filterwarnings("ignore")


def draws(seed):
    draw = lcg(seed)
    for _ in range(5):
        draw()
    return draw


rows = []
for i in range(1000):
    draw = draws(i * 17 + 3)
    n = 1 + draw() % [10, 100, 2000][draw() % 3]
    k = draw() % (n + 1)
    z = stats.norm.ppf(0.975)
    rows.append([*proportion_confint(k, n, method="wilson"), *proportion_confint(k, n, method="beta")])
write(__file__, "proportions.json", ["wilsonLow", "wilsonHigh", "exactLow", "exactHigh"], rows)

rows = []
for i in range(1000):
    draw = draws(i * 23 + 9)
    b, c, rest = draw() % [3, 30, 200][draw() % 3], draw() % [3, 30, 200][draw() % 3], draw() % 300
    n = b + c + rest
    if n == 0:
        rows.append([None] * 4)
        continue
    exact = mcnemar([[rest, b], [c, 0]], exact=True).pvalue
    point = stats.binom.pmf(min(b, c), b + c, 0.5)
    mid = 1 if b + c == 0 else 1 - point / 2 if b == c else 2 * stats.binom.cdf(min(b, c), b + c, 0.5) - point
    p1, p2 = (b + 1) / (n + 2), (c + 1) / (n + 2)
    half = stats.norm.ppf(0.975) * math.sqrt((p1 + p2 - (p1 - p2) ** 2) / (n + 2))
    rows.append([min(1, exact), mid, max(-1, p1 - p2 - half), min(1, p1 - p2 + half)])
write(__file__, "mcnemar.json", ["exact", "midP", "low", "high"], rows)

rows = []
for i in range(1000):
    draw = draws(i * 29 + 11)
    p = [(draw() % 1000 + 1) / 1000 / [1, 50][draw() % 2] for _ in range(1 + draw() % 6)]
    holm, bh = multipletests(p, method="holm")[1], multipletests(p, method="fdr_bh")[1]
    rows.append([sum((j + 1) * x for j, x in enumerate(holm)), sum((j + 1) * x for j, x in enumerate(bh))])
write(__file__, "multiplicity.json", ["holm", "benjaminiHochberg"], rows)

rows = []
for i in range(1000):
    draw = draws(i * 37 + 13)
    sets, models, levels = 2 + draw() % 9, 3 + draw() % 3, [3, 1000][draw() % 2]
    scores = np.array([[draw() % levels + m * (levels // 5) for m in range(models)] for _ in range(sets)]) / levels
    chi2, p = stats.friedmanchisquare(*scores.T)
    unanimous = sets * (models - 1) - chi2 < 1e-9
    f = (sets - 1) * chi2 / (sets * (models - 1) - chi2) if not unanimous else math.nan
    pf = stats.f.sf(f, models - 1, (models - 1) * (sets - 1)) if not unanimous else 0
    rows.append([chi2, p, f, pf])
write(__file__, "friedman.json", ["chi2", "p", "f", "pF"], rows)

rows = []
for i in range(1000):
    draw = draws(i * 41 + 17)
    d, se, margin = draw() % 2001 / 10000 - 0.1, (draw() % 1000 + 1) / 20000, (draw() % 100 + 1) / 1000
    lower, upper = stats.norm.sf((d + margin) / se), stats.norm.sf((margin - d) / se)
    pos, neg, area = 1 + draw() % 200, 1 + draw() % 900, draw() % 1001 / 1000
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    hanley = (area * (1 - area) + (pos - 1) * (q1 - area**2) + (neg - 1) * (q2 - area**2)) / pos / neg

    def newcombe(end):
        extra = (pos + neg) / 2 - 1
        variance = lambda t: t * (1 - t) * (1 + extra * ((1 - t) / (2 - t) + t / (1 + t))) / pos / neg
        gap = lambda t: abs(area - t) - stats.norm.ppf(0.975) * math.sqrt(max(0, variance(t)))
        start = area + (end - area) * 1e-13
        return end if area == end else brentq(gap, start, end, xtol=1e-15, rtol=1e-14)

    rows.append([max(lower, upper), lower, d - stats.norm.ppf(0.95) * se, (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * se, hanley,
                 newcombe(0), newcombe(1)])
write(__file__, "planning.json", ["tost", "nonInferiority", "low", "detectable", "hanleyMcNeil", "newcombeLow", "newcombeHigh"], rows)
