"""A training step of PyTorch's LSTM with one output, the peer of bench/lstm.ts."""
import torch
from turns import answer, options

torch.set_num_threads(options["threads"])
B, T, F, H, repeats = (options["shape"][key] for key in ("B", "T", "F", "H", "repeats"))
torch.manual_seed(1)
x, y = torch.randn(B, T, F), torch.randn(B)
layer, output = torch.nn.LSTM(F, H, batch_first=True), torch.nn.Linear(H, 1, bias=False)
optimiser = torch.optim.Adam([*layer.parameters(), *output.parameters()], 1e-3)


def train():
    for _ in range(repeats):
        optimiser.zero_grad()
        last = layer(x)[1][0][0]
        torch.nn.functional.mse_loss(output(last)[:, 0], y).backward()
        optimiser.step()
    return repeats


answer(train)
