"""Reference draws of numpy, pandas and CPython.

Run: python test/datasets/fraudHandbook/streams.py > test/datasets/fraudHandbook/streams.fixture.json
"""
import json, platform, random
import numpy as np, pandas as pd

SEEDS = [0, 1, 4999, 2**31 + 7, 2**32 - 1]


def numpy_draws(seed):
    r = np.random.RandomState(seed)
    return dict(
        seed=seed,
        # Drawn one after the other from one stream, normals odd in number, so that one is kept.
        uniform=[r.uniform(5, 100) for _ in range(4)],
        normal=[r.normal(43200, 20000) for _ in range(5)],
        poisson=[int(r.poisson(rate)) for rate in [0, 0.01, 0.7, 2, 3.99, 9.9]],
        keptNormal=r.normal(3, 1.5),
        permutation=r.permutation(23).tolist(),
        later=[r.uniform(0, 1) for _ in range(1300)][-3:],
    )


def python_draws(seed):
    r = random.Random(seed)
    return dict(
        seed=seed,
        bits=[r.getrandbits(bits) for bits in [1, 7, 31, 32]],
        choice=[r.choice(range(100, 100 + n)) for n in [1, 2, 3, 77, 64, 1000]],
        # (n, count) on both sides of CPython's limit between a pool and a set
        samples=[dict(n=n, count=k, drawn=r.sample(range(n), k)) for n, k in [(5, 2), (21, 5), (22, 5), (84, 28), (277, 28), (278, 28), (3, 0), (6, 6)]],
        later=[r.getrandbits(32) for _ in range(1300)][-3:],
    )


print(json.dumps(dict(
    versions=dict(python=platform.python_version(), numpy=np.__version__, pandas=pd.__version__),
    numpy=[numpy_draws(s) for s in SEEDS],
    pandas=[dict(seed=s, n=n, count=k, drawn=pd.Series(range(n)).sample(k, random_state=s).tolist()) for s, n, k in [(0, 10000, 2), (181, 5000, 3), (7, 4, 4)]],
    python=[python_draws(s) for s in SEEDS + [2**32, 2**53 - 1]],
), indent=1))
