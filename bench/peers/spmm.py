"""CSR × dense by scipy or PyTorch, the peers of bench/spmm.ts."""
import numpy as np
from graph import read
from turns import answer, options

offsets, columns, values = read(options["folder"])
nodes, dimensions = len(offsets) - 1, options["dimensions"]
x = np.random.default_rng(1).random((nodes, dimensions), np.float32)
if options["library"] == "scipy":
    from scipy.sparse import csr_matrix
    matrix = csr_matrix((values, columns, offsets), shape=(nodes, nodes))
else:
    import torch
    torch.set_num_threads(options["threads"])
    matrix = torch.sparse_csr_tensor(*map(torch.from_numpy, (offsets, columns, values)), (nodes, nodes))
    x = torch.from_numpy(x)


def product():
    matrix @ x
    return len(columns)


answer(product)
