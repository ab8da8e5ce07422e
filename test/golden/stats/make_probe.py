"""Goldens of probes of frozen features, from scikit-learn: logistic regression solved to its end, neighbours by cosine similarity.
Needs scikit-learn 1.2 or later: python3 make_probe.py"""
import json
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

TEMPERATURE = 0.07


def task(seed, n, columns, classes):
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % classes
    centres = 0.7 * rng.normal(size=(classes, columns))
    scale = 10.0 ** rng.uniform(-1, 1, columns)
    features = np.round((rng.normal(size=(n, columns)) + centres[labels]) * scale + rng.normal(size=columns), 3)
    return features, labels


def polished(fit, x, y):
    """Newton's own steps from where scikit-learn stopped, up to 2e-6 short of the minimum that it is after where C is large."""
    ones = np.column_stack([x, np.ones(len(x))])
    outputs, wide = len(fit.coef_), x.shape[1] + 1
    penalty = np.tile(np.append(np.ones(wide - 1), 0), outputs)
    at = np.column_stack([fit.coef_, fit.intercept_]).ravel()
    target = (y[:, None] == np.arange(outputs)) if outputs > 1 else y[:, None]
    for _ in range(20):
        z = ones @ at.reshape(outputs, wide).T
        p = np.exp(z - z.max(1, keepdims=True)) if outputs > 1 else 1 / (1 + np.exp(-z))
        p = p / p.sum(1, keepdims=True) if outputs > 1 else p
        bend = [np.diag(q) - np.outer(q, q) if outputs > 1 else np.diag(q * (1 - q)) for q in p]
        gradient = fit.C * ((p - target).T @ ones).ravel() + penalty * at
        hessian = fit.C * sum(np.kron(b, np.outer(o, o)) for b, o in zip(bend, ones)) + np.diag(penalty)
        at = at - np.linalg.lstsq(hessian, gradient, rcond=1e-14)[0]
    found = at.reshape(outputs, wide)
    assert abs(found[:, :-1] - fit.coef_).max() < 1e-5, "scikit-learn was not near"
    fit.coef_, fit.intercept_ = found[:, :-1], found[:, -1]
    return fit


def case(name, seed, n, columns, classes):
    features, labels = task(seed, n, columns, classes)
    half = n // 2
    scaler = StandardScaler().fit(features[:half])
    x, y, queries = scaler.transform(features[:half]), labels[:half], scaler.transform(features[half:])
    fits = []
    for c in (0.001, 1.0, 100.0):
        fit = polished(LogisticRegression(C=c, solver="newton-cg", tol=1e-8, max_iter=100000).fit(x, y), x, y)
        fits.append({"c": c, "weights": fit.coef_.ravel().tolist(), "intercepts": fit.intercept_.tolist(), "probabilities": fit.predict_proba(queries).ravel().tolist()})
    votes = []
    for k in (1, 5, 12):
        for temperature in (None, TEMPERATURE):
            weigh = "uniform" if temperature is None else (lambda d: np.exp((1 - d) / TEMPERATURE))
            knn = KNeighborsClassifier(k, metric="cosine", algorithm="brute", weights=weigh).fit(x, y)
            votes.append({"k": k, "temperature": temperature, "shares": knn.predict_proba(queries).ravel().tolist()})
    pca = PCA(2, svd_solver="full").fit(features)
    return {
        "name": name, "columns": columns, "classes": classes, "half": half, "features": features.ravel().tolist(), "labels": labels.tolist(),
        "mean": scaler.mean_.tolist(), "sd": scaler.scale_.tolist(), "fits": fits, "votes": votes,
        "pca": {"scores": pca.transform(features).ravel().tolist(), "explained": pca.explained_variance_ratio_.tolist()},
    }


def short(value):
    if isinstance(value, dict):
        return {k: short(v) for k, v in value.items()}
    if isinstance(value, list):
        return [short(v) for v in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


cases = [case("two classes", 0, 80, 6, 2), case("three classes", 1, 90, 5, 3), case("more features than cases", 2, 48, 30, 2)]
Path(__file__).with_name("probe.json").write_text(json.dumps(short(cases)) + "\n")
