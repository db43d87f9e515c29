"""Full-batch training steps of two layers by PyTorch Geometric, the peer of bench/layers.ts."""
import numpy as np, torch
from torch_geometric.nn import GATConv, GCNConv, SAGEConv
from graph import read
from turns import answer, options

torch.set_num_threads(options["threads"])
torch.manual_seed(1)
offsets, columns, _ = map(torch.from_numpy, read(options["folder"]))
nodes, width = len(offsets) - 1, options["width"]
edges, offsets = columns.long(), offsets.long()
if options["form"] == "CSR":
    graph = torch.sparse_csr_tensor(offsets, edges, torch.ones(len(edges)), (nodes, nodes))
else:
    receivers = torch.repeat_interleave(torch.arange(nodes), offsets.diff())
    graph = torch.stack([edges, receivers])


def layer():
    if options["layer"] == "gat":
        return GATConv(width, width // options["heads"], options["heads"])
    return dict(gcn=GCNConv, sage=SAGEConv)[options["layer"]](width, width)


first, second = layer(), layer()
x, target = torch.randn(nodes, width), torch.randn(nodes, width)
optimiser = torch.optim.Adam([*first.parameters(), *second.parameters()])


def step():
    optimiser.zero_grad()
    torch.nn.functional.mse_loss(second(first(x, graph).relu(), graph), target).backward()
    optimiser.step()
    return 2 * len(edges)


answer(lambda: sum(step() for _ in range(options["repeats"])))
