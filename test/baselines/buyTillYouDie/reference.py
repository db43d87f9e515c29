"""Reference values of BG/NBD and Pareto/NBD, by lifetimes where it has them, and by quadrature over a customer's rates.

Run: python test/baselines/buyTillYouDie/reference.py > test/baselines/buyTillYouDie/reference.fixture.json
"""

import json
import sys
import warnings

import lifetimes
import numpy as np
import scipy
from lifetimes import BetaGeoFitter, ParetoNBDFitter
from scipy import integrate, special

warnings.simplefilter("ignore")
WEEKS = 30 / 7
# Repeat purchases, recency and age in weeks: nobody back yet, just back, long gone, frequent, new.
CUSTOMERS = [(0, 0, 39), (0, 0, 0.5), (1, 0.4, 38), (2, 30.4, 38.9), (5, 4, 39), (26, 30.9, 31), (60, 51, 52), (1, 3, 3)]
X, RECENCY, AGE = np.array(CUSTOMERS, float).T
BG = [(0.243, 4.414, 0.793, 2.426), (1.7, 9.3, 1.4, 4.2), (0.6, 2.1, 0.45, 0.7), (3.1, 20.0, 2.6, 7.7)]
PARETO = [(0.553, 10.578, 0.606, 11.669), (1.9, 3.2, 0.4, 25.0), (0.8, 60.0, 0.9, 5.5), (2.2, 7.5, 3.1, 7.5)]


def by_rates(r, alpha, a, b, x, recency, age):
    """P(a purchase ahead) of BG/NBD: λ by Gauss-Laguerre and p by Gauss-Jacobi quadrature, Bayes' rule on the grid."""

    def integral(gamma_rate, p_power, q_power, f):
        t, wt = special.roots_genlaguerre(60, r + x - 1)
        u, wu = special.roots_jacobi(60, b + q_power - 1, a + p_power - 1)
        rates, p = t / gamma_rate, (u + 1) / 2
        scale = gamma_rate ** -(r + x) * 2.0 ** -(a + b + p_power + q_power - 1)
        return scale * np.sum(wt[:, None] * wu[None] * f(rates[:, None], p[None]))

    one = lambda rate, p: np.ones(np.broadcast_shapes(rate.shape, p.shape))
    alive = integral(alpha + age, 0, x, one)
    dead = integral(alpha + recency, 1, x - 1, one) if x else 0
    buys = integral(alpha + age, 0, x, lambda rate, p: (1 - np.exp(-rate * WEEKS)) + 0 * p)
    return buys / (alive + dead)


def bg_nbd(parameters):
    model = BetaGeoFitter()
    model.params_ = dict(zip(["r", "alpha", "a", "b"], parameters))
    n = len(X)
    each = np.eye(n)
    return dict(
        parameters=model.params_,
        logLikelihood=[-model._negative_log_likelihood(np.log(parameters), X, RECENCY, AGE, each[i], 0) for i in range(n)],
        probability=[by_rates(*parameters, *customer) for customer in CUSTOMERS],
        expectedCount=list(model.conditional_expected_number_of_purchases_up_to_time(WEEKS, X, RECENCY, AGE)),
    )


def buys_alive(r, alpha, s, beta, x, age):
    """P(a purchase ahead) of Pareto/NBD for one who is alive: both rates by Gauss-Laguerre quadrature."""
    t, wt = special.roots_genlaguerre(100, r + x - 1)
    u, wu = special.roots_genlaguerre(100, s - 1)
    rate, death = t[:, None] / (alpha + age), u[None] / (beta + age)
    weights = wt[:, None] / wt.sum() * wu[None] / wu.sum()
    return np.sum(weights * rate / (rate + death) * -np.expm1(-(rate + death) * WEEKS))


def pareto_nbd(parameters):
    model = ParetoNBDFitter()
    model.params_ = dict(zip(["r", "alpha", "s", "beta"], parameters))
    alive = model.conditional_probability_alive(X, RECENCY, AGE)
    return dict(
        parameters=model.params_,
        logLikelihood=list(model._conditional_log_likelihood(parameters, X, RECENCY, AGE)),
        probability=[p * buys_alive(*parameters, x, age) for p, x, age in zip(alive, X, AGE)],
        expectedCount=list(model.conditional_expected_number_of_purchases_up_to_time(WEEKS, X, RECENCY, AGE)),
    )


def power_integral(a, p, b, q, start, end):
    value, _ = integrate.quad(lambda u: (a + u) ** -p * (b + u) ** -q, start, end, epsabs=0, epsrel=1e-13, limit=500)
    return dict(arguments=[a, p, b, q, start, end], log=np.log(value))


INTEGRALS = [(10.6, 0.55, 11.7, 1.6, 0, 39), (4, 12, 300, 1.4, 3, 5), (300, 1.4, 0.02, 9.5, 0, 50), (7, 40, 7, 1, 1, 60)]
HYPERGEOMETRIC = [(0.3, -0.2, 1.7, 0.5), (2.4, 3.1, 1.2, 0.9), (-1.3, 0.4, 0.6, 0.97), (5, 26, 30.5, 0.8), (0.2, 0.1, -0.4, 0.3)]

json.dump(
    dict(
        versions=dict(python=sys.version.split()[0], lifetimes=lifetimes.__version__, scipy=scipy.__version__, numpy=np.__version__),
        weeks=WEEKS,
        customers=CUSTOMERS,
        bgNbd=[bg_nbd(one) for one in BG],
        paretoNbd=[pareto_nbd(one) for one in PARETO],
        integrals=[power_integral(*one) for one in INTEGRALS],
        hypergeometric=[dict(arguments=one, value=special.hyp2f1(*one)) for one in HYPERGEOMETRIC],
    ),
    sys.stdout,
    indent=1,
)
