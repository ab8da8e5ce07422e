"""Goldens of calibration: statsmodels 0.13 (slope, intercept, Platt), scikit-learn 1.2 (isotonic, bins), NumPy, SciPy (the rest):
python3 make_calibration.py"""
import warnings

import numpy as np
import statsmodels.api as sm
from scipy.optimize import brentq
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression

from cases import golden_case, write

warnings.filterwarnings("ignore")


def glm(target, x, **more):
    model = sm.GLM(target, x, family=sm.families.Binomial(), **more)
    return model.fit(tol=1e-14, maxiter=200, tol_criterion="params")


def separated(y, x):
    return x[y == 0].max() <= x[y == 1].min() or x[y == 1].max() <= x[y == 0].min()


def ece(y, p, groups):
    return sum(abs(y[g].mean() - p[g].mean()) * len(g) for g in groups) / len(y)


def equal_mass(p, bins):
    order = np.argsort(p, kind="stable")
    bin_of = np.floor(np.arange(len(p)) * bins / len(p)).astype(int)
    for k in range(1, len(p)):
        if p[order[k]] == p[order[k - 1]]:
            bin_of[k] = bin_of[k - 1]
    return [order[bin_of == b] for b in np.unique(bin_of)]


def temperature(y, z):
    right = np.where(y == 1, z, -z)
    gradient = lambda beta: -np.sum(right / (1 + np.exp(beta * right)))
    if gradient(0) >= 0 or (right >= 0).all():
        return None
    high = 1.0
    while gradient(high) < 0:
        high *= 2
    return 1 / brentq(gradient, 0, high, xtol=1e-15, rtol=1e-15)


rows = []
for i in range(1000):
    labels, a, _ = golden_case(i)
    y, p = np.array(labels), np.array(a)
    q = np.clip(p, 0.01, 0.99)
    z = np.log(q / (1 - q))
    both = 0 < y.sum() < len(y)
    slope = intercept = slope_se = intercept_se = large = platt_a = platt_b = None
    if both:
        large = glm(y, np.ones(len(y)), offset=z).params[0]
        if not separated(y, z) and z.min() < z.max():
            fit = glm(y, sm.add_constant(z))
            intercept, slope = fit.params
            intercept_se, slope_se = fit.bse
        if p.min() < p.max():
            pos = y.sum()
            target = np.where(y == 1, (pos + 1) / (pos + 2), 1 / (len(y) - pos + 2))
            values = np.unique(p)
            if len(values) == 2:  # saturated: statsmodels refuses a perfect fit, but it is the logits of the two means
                means = np.array([target[p == v].mean() for v in values])
                ends = np.log(means / (1 - means))
                platt_b = (ends[1] - ends[0]) / (values[1] - values[0])
                platt_a = ends[0] - platt_b * values[0]
            else:
                platt_a, platt_b = glm(target, sm.add_constant(p)).params
    edges = np.clip(np.ceil(p * 10) - 1, 0, 9)
    observed, predicted = calibration_curve(y, p, n_bins=10)
    wide = [np.flatnonzero(edges == b) for b in np.unique(edges)]
    assert np.allclose(observed, [y[g].mean() for g in wide]) and np.allclose(predicted, [p[g].mean() for g in wide]), i
    distinct = [np.flatnonzero(p == v) for v in np.unique(p)]
    iso = IsotonicRegression(out_of_bounds="clip").fit(p, y).predict([0.1, 0.3, 0.45, 0.6])
    tp, fp = ((p >= 0.3) & (y == 1)).mean(), ((p >= 0.3) & (y == 0)).mean()
    rows.append([
        slope, slope_se, intercept, intercept_se, large, platt_b, platt_a, temperature(y, z),
        ece(y, p, wide), max(abs(y[g].mean() - p[g].mean()) for g in wide), ece(y, p, equal_mass(p, 5)),
        sum(len(g) * (y[g].mean() - p[g].mean()) ** 2 for g in distinct) / len(y),
        sum(len(g) * (y[g].mean() - y.mean()) ** 2 for g in distinct) / len(y),
        *iso, tp - fp * 0.3 / 0.7,
    ])
names = ["slope", "slopeSe", "intercept", "interceptSe", "inTheLarge", "plattSlope", "plattIntercept", "temperature",
         "ece", "mce", "eceMass", "reliability", "resolution", "iso1", "iso2", "iso3", "iso4", "netBenefit"]
write(__file__, "calibration.json", names[:8], [r[:8] for r in rows])
write(__file__, "reliability.json", names[8:], [r[8:] for r in rows])
