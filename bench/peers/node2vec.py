"""node2vec by PecanPy's SparseOTF and gensim, the peer of bench/node2vec.ts; all but reading the graph."""
import numpy as np
from gensim.models import Word2Vec
from pecanpy.pecanpy import SparseOTF
from graph import read
from turns import answer, options

offsets, columns, values = read(options["folder"])
graph = SparseOTF(p=options["p"], q=options["q"], workers=options["threads"], random_state=1)
graph.set_node_ids(None, implicit_ids=True, num_nodes=len(offsets) - 1)
graph.indptr, graph.indices, graph.data = offsets.astype(np.uint32), columns.astype(np.uint32), values


def embed():
    # PecanPy counts steps, not nodes.
    walks = graph.simulate_walks(options["walksPerNode"], options["walkLength"] - 1)
    Word2Vec(
        walks, sg=1, hs=0, sample=0, min_count=1, seed=1, epochs=1, alpha=options["learningRate"],
        workers=options["threads"], vector_size=options["dimensions"], window=options["window"],
        negative=options["negative"],
    )
    return options["pairs"]


answer(embed)
