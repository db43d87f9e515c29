"""First-order walks by igraph, the peer of bench/firstOrderWalks.ts: a single long one, since each call makes ready anew."""
import igraph, numpy as np
from graph import read
from turns import answer, options

offsets, columns, values = read(options["folder"])
nodes = len(offsets) - 1
rows = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(offsets))
once = rows < columns
graph = igraph.Graph(nodes, np.column_stack([rows[once], columns[once]]))
weights = values[once].astype(np.float64).tolist() if options["weighted"] else None
start = int(np.diff(offsets).argmax())
steps = nodes * options["walksPerNode"] * (options["walkLength"] - 1)


def walk():
    return len(graph.random_walk(start, steps, weights=weights)) - 1


answer(walk)
