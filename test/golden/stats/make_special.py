"""Goldens of the special functions, from mpmath with 50 digits, in about a minute: python3 make_special.py"""
import json
from pathlib import Path

from scipy import stats
from mpmath import erfc, exp, findroot, gammainc, inf, loggamma, mp, mpf, ncdf, npdf, quad, sqrt

mp.dps = 50
out = {}

def put(name, points, f):
    out[name] = [[*args, float(mp.nstr(f(*map(mpf, args)), 20))] for args in points]

def root(f, x):
    return findroot(f, (x, x * (1 + mpf(10) ** -9)), tol=mpf(10) ** -38)  # from SciPy's answer, secant steps

normal = lambda z: erfc(-z / sqrt(mpf(2))) / 2


def beta(a, b, x):
    """A series of positive terms (DLMF 8.17.8): mpmath's own fails for large shapes."""
    if x > 0.9:
        return 1 - beta(b, a, 1 - x)
    term = exp(a * mp.log(x) + b * mp.log(1 - x) + loggamma(a + b) - loggamma(a) - loggamma(b)) / a
    total, n = term, 0
    while term > total * mpf(10) ** -mp.dps:
        term *= x * (a + b + n) / (a + 1 + n)
        total += term
        n += 1
    return total


t_cdf = lambda t, df: 1 - beta(df / 2, mpf(1) / 2, df / (df + t * t)) / 2 if t > 0 else beta(df / 2, mpf(1) / 2, df / (df + t * t)) / 2
chi2 = lambda x, df: gammainc(df / 2, x / 2, inf, regularized=True)
binom = lambda k, n, p: exp(loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log(1 - p))

def studentised(q, k):
    f = lambda z: npdf(z) * (ncdf(z) - ncdf(z - q)) ** (k - 1)
    return k * quad(f, [-16, -8, -4, -2, 0, 1, 2, 4, 8, 16])

put("normalCdf", [[x / 4] for x in range(-60, 33)], normal)
with mp.workdps(330):  # 1 - 2p must keep p
    probabilities = (1e-300, 1e-100, 1e-20, 1e-8, 1e-4, 0.001, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.49, 0.6, 0.9, 0.95, 0.975, 0.999)
    put("normalQuantile", [[p] for p in probabilities], lambda p: sqrt(mpf(2)) * mp.erfinv(2 * p - 1))
put("logGamma", [[x] for x in (1e-5, 0.1, 0.5, 1.5, 3, 7.7, 11.9, 12, 50.5, 1000, 123456.7)], loggamma)
shapes = [(0.5, 0.5), (1, 1), (2, 5), (30, 0.5), (7.5, 120), (1000, 1500), (20000, 80000)]
put("incompleteBeta", [[a, b, x] for a, b in shapes for x in (1e-6, 0.01, 0.1, 0.199, 0.2, 0.3, 0.41, 0.5, 0.8, 0.99)
                        if not (a > 100 and float(stats.beta.cdf(x, a, b)) < 1e-280)], beta)
put("chiSquaredSurvival", [[x, df] for df in (1, 2, 3, 9, 40, 1000) for x in (1e-4, 0.3, 1, 3.84, 10, 39, 80, 950, 1100)], chi2)
put("studentTCdf", [[t, df] for df in (1, 2, 3, 7.5, 30, 1000) for t in (-40, -5, -1.96, -0.5, -0.001, 0.2, 1, 2.5, 8)], t_cdf)
put("fSurvival", [[f, a, b] for a, b in ((1, 1), (2, 9), (4, 36), (10, 500)) for f in (0.01, 0.5, 1, 2.5, 7, 30)],
    lambda f, a, b: beta(b / 2, a / 2, b / (b + a * f)))
put("binomialProbability", [[k, n, p] for n, p in ((5, 0.5), (60, 0.1), (1400, 0.5), (100000, 0.03)) for k in (1, 2, n // 10, n // 2, n - 1)
                            if binom(mpf(k), mpf(n), mpf(p)) > 1e-290], binom)
put("studentisedRangeCdf", [[q, k] for k in (2, 3, 5, 10, 20) for q in (0.1, 1, 2, 3.3, 3.858, 5, 8)], studentised)
quantiles = {"betaQuantile": [], "studentTQuantile": [], "chiSquaredQuantile": [], "studentisedRangeQuantile": []}
for a, b in [(0.5, 0.5), (1, 9), (4, 7), (26, 76), (900, 101), (3, 100000)]:
    for p in (0.001, 0.025, 0.5, 0.975):

        x = root(lambda x: beta(mpf(a), mpf(b), x) - mpf(p), mpf(float(stats.beta.ppf(p, a, b))))
        quantiles["betaQuantile"].append([p, a, b, float(x)])
for df in (1, 2, 5.5, 30, 1000):
    for p in (1e-6, 0.025, 0.3, 0.499, 0.6, 0.995):
        x = root(lambda x: t_cdf(x, mpf(df)) - mpf(p), mpf(float(stats.t.ppf(p, df))))
        quantiles["studentTQuantile"].append([p, df, float(x)])
for df in (1, 2, 7, 100):
    for p in (1e-6, 0.05, 0.5, 0.95, 0.999):
        x = root(lambda x: 1 - chi2(x, mpf(df)) - mpf(p), mpf(float(stats.chi2.ppf(p, df))))
        quantiles["chiSquaredQuantile"].append([p, df, float(x)])
mp.dps = 25
for k in (2, 3, 5, 10):
    for p in (0.9, 0.95, 0.99):
        start = mpf(float(stats.studentized_range.ppf(p, k, float("inf"))))
        x = root(lambda q: studentised(q, k) - mpf(p), start)
        quantiles["studentisedRangeQuantile"].append([p, k, float(x)])
out.update(quantiles)
body = ",\n".join('"%s":%s' % (name, json.dumps(rows, separators=(",", ":"))) for name, rows in out.items())
path = Path(__file__).parent / "special.json"
path.write_text("{" + body + "}\n")
print(path.stat().st_size)
