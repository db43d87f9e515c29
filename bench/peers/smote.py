"""SMOTE by imbalanced-learn, the peer of bench/smote.ts."""
import numpy as np
from imblearn.over_sampling import SMOTE
from turns import answer, options

y = np.fromfile(f"{options['folder']}/label", np.uint8)
x = np.fromfile(f"{options['folder']}/values", np.float32).reshape(len(y), options["columns"])
seed = 0


def resample():
    global seed
    seed += 1
    SMOTE(random_state=seed).fit_resample(x, y)
    return len(y)


answer(resample)
