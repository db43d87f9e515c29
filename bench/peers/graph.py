"""Reads the graphs that bench/graphs.ts writes."""
import numpy as np


def read(folder):
    """Offsets and columns (int32) and values (float32) of a symmetric matrix by rows."""
    files = dict(offsets=np.int32, columns=np.int32, values=np.float32)
    return [np.fromfile(f"{folder}/{name}", kind) for name, kind in files.items()]
