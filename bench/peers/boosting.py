"""Trains LightGBM once on one thread, the peer of bench/boosting.ts.

Run: python boosting.py FOLDER OPTIONS, where FOLDER holds {train,validation,test}.x (float32, row-major) and
{train,validation,test}.y (uint8), and OPTIONS is JSON with LightGBM's parameters, `columns` and `trees`. Writes
the scores of the test rows to FOLDER/scores (float64) and prints seconds and version as JSON.
"""
import json, sys, time
import lightgbm as lgb, numpy as np

folder, options = sys.argv[1], json.loads(sys.argv[2])
columns, trees = options.pop("columns"), options.pop("trees")


def load(part):
    x = np.fromfile(f"{folder}/{part}.x", np.float32).reshape(-1, columns)
    return x, np.fromfile(f"{folder}/{part}.y", np.uint8)


(x, y), (vx, vy), (tx, _) = load("train"), load("validation"), load("test")
parameters = dict(objective="binary", metric="average_precision", num_threads=1, verbosity=-1, **options)
wall, cpu = time.perf_counter(), time.process_time()
train = lgb.Dataset(x, y)
stop = lgb.early_stopping(trees, verbose=False)
model = lgb.train(parameters, train, trees, valid_sets=[lgb.Dataset(vx, vy, reference=train)], callbacks=[stop])
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
model.predict(tx).astype(np.float64).tofile(f"{folder}/scores")
print(json.dumps(dict(wall=wall, cpu=cpu, trees=model.best_iteration, version=lgb.__version__)))
