"""Densities of Parzen estimators over truncated normal distributions, for parzen.test.ts.

Run: python parzen.py > parzen.fixture.json (any Python with numpy and scipy)
"""
import json

import numpy as np
import scipy
from scipy.stats import truncnorm


def parts(a, b, seen):
    """Means and standard deviations: the prior first, then one part for each observation."""
    prior = (a + b) / 2
    means = np.array([prior, *seen])
    order = np.argsort(means, kind="stable")
    gaps = np.diff([a, *means[order], b])
    stds = np.empty(len(means))
    stds[order] = np.clip(np.maximum(gaps[:-1], gaps[1:]), (b - a) / min(100, 1 + len(means)), b - a)
    stds[0] = b - a
    return means, stds


def density(a, b, seen, at):
    means, stds = parts(a, b, seen)
    return np.mean([truncnorm.pdf(at, (a - m) / s, (b - m) / s, m, s) for m, s in zip(means, stds)], axis=0)


def mass(a, b, seen, low, high):
    means, stds = parts(a, b, seen)
    cdf = lambda x: np.mean([truncnorm.cdf(x, (a - m) / s, (b - m) / s, m, s) for m, s in zip(means, stds)], axis=0)
    return cdf(high) - cdf(low)


random = np.random.default_rng(0)
cases = []
for low, high, log in [(0, 1, False), (-3, 7, False), (1e-4, 10, True)]:
    to = np.log if log else np.asarray
    for n in [0, 1, 2, 7, 150]:
        a, b = float(to(low)), float(to(high))
        seen = random.uniform(a, b, n) if n < 7 else np.clip(random.normal(a + (b - a) / 3, (b - a) / 8, n), a, b)
        values = (np.exp(seen) if log else seen).round(6).clip(low, high)
        at = np.array([low, *random.uniform(low, high, 4).round(6), high])
        cases.append({
            "domain": {"low": low, "high": high, "log": log},
            "observed": values.tolist(),
            "at": at.tolist(),
            "density": density(a, b, to(values), to(at)).tolist(),
        })
for low, high, log, values in [(1, 6, False, [2, 2, 6]), (1, 200, True, [1, 20, 20, 150])]:
    to = np.log if log else np.asarray
    a, b = float(to(low - 0.5)), float(to(high + 0.5))
    at = np.array([low, low + 1, high // 2, high])
    cases.append({
        "domain": {"low": low, "high": high, "log": log, "integer": True},
        "observed": values,
        "at": at.tolist(),
        "density": mass(a, b, to(np.array(values, float)), to(at - 0.5), to(at + 0.5)).tolist(),
    })
print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__, "cases": cases}, indent=1))
