"""SHAP values of the same trees by shap.TreeExplainer, the peer of bench/treeShap.ts; written to `values` (float64)."""
import json

import numpy as np
import shap
from turns import answer, options

folder = options["folder"]
model = json.load(open(f"{folder}/trees.json"))
rows = np.fromfile(f"{folder}/rows", np.float32).reshape(-1, options["columns"]).astype(float)


def nodes(tree):
    """Inner nodes first, then leaves, whose children are -1."""
    inner, leaves = len(tree["feature"]), len(tree["value"])
    place = lambda child: child if child >= 0 else inner + ~child
    left, right = ([place(c) for c in tree[side]] + [-1] * leaves for side in ("left", "right"))
    default = [l if m else r for l, r, m in zip(left, right, tree["missingLeft"])] + [-1] * leaves
    weight = np.concatenate([np.zeros(inner), tree["cover"]])
    # Children of an inner node have larger numbers or are leaves.
    for node in reversed(range(inner)):
        weight[node] = weight[left[node]] + weight[right[node]]
    return dict(
        children_left=np.array(left),
        children_right=np.array(right),
        children_default=np.array(default),
        features=np.array(tree["feature"] + [-2] * leaves),
        thresholds=np.array(tree["threshold"] + [0.0] * leaves, float),
        values=model["rate"] * np.array([0.0] * inner + tree["value"]).reshape(-1, 1),
        node_sample_weight=weight,
    )


trees = dict(trees=[nodes(tree) for tree in model["trees"]], base_offset=model["offset"], tree_output="raw_value")
explainer = shap.TreeExplainer(trees, feature_perturbation="tree_path_dependent")


def explain():
    values = explainer.shap_values(rows)
    np.ascontiguousarray(values, float).tofile(f"{folder}/values")
    return len(rows)


answer(explain)
