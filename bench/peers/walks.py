"""Walks by PecanPy's SparseOTF, the peer of bench/walks.ts; its steps alone, not the lists of names it makes of them."""
import numpy as np
from pecanpy.pecanpy import SparseOTF
from numba_progress import ProgressBar
from graph import read
from turns import answer, options

length, per_node = options["walkLength"], options["walksPerNode"]
offsets, columns, values = read(options["folder"])
nodes = len(offsets) - 1
graph = SparseOTF(p=options["p"], q=options["q"], workers=options["threads"], random_state=1)
graph.set_node_ids(None, implicit_ids=True, num_nodes=nodes)
graph.indptr, graph.indices, graph.data = offsets.astype(np.uint32), columns.astype(np.uint32), values
move, has = graph.get_move_forward(), graph.get_has_nbrs()


def walk(starts):
    with ProgressBar(total=len(starts), disable=True) as progress:
        return graph._random_walks(len(starts), length - 1, 1, starts, has, move, progress)


starts = np.tile(np.arange(nodes, dtype=np.uint32), per_node)
np.random.default_rng(1).shuffle(starts)
walk(starts[:10])
# The last column counts a walk's nodes.
answer(lambda: int((walk(starts)[:, -1] - 1).sum()))
