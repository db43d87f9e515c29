"""A training step of PyTorch's or Keras's LSTM with one output, the peers of bench/lstm.ts."""
import os
import numpy as np
from turns import answer, options

threads, shape = options["threads"], options["shape"]
B, T, F, H, repeats = (shape[key] for key in ("B", "T", "F", "H", "repeats"))
random = np.random.default_rng(1)
x, y = random.standard_normal((B, T, F), np.float32), random.standard_normal(B, np.float32)


def step_of_torch():
    import torch
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(y)
    layer, output = torch.nn.LSTM(F, H, batch_first=True), torch.nn.Linear(H, 1, bias=False)
    optimiser = torch.optim.Adam([*layer.parameters(), *output.parameters()], 1e-3)

    def step():
        optimiser.zero_grad()
        last = layer(inputs)[1][0][0]
        torch.nn.functional.mse_loss(output(last)[:, 0], targets).backward()
        optimiser.step()

    return step


def step_of_keras():
    os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3")
    import keras, tensorflow
    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.LSTM(H), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.Adam(1e-3), "mse")
    return lambda: model.train_on_batch(x, y)


step = {"torch": step_of_torch, "keras": step_of_keras}[options["library"]]()


def train():
    for _ in range(repeats):
        step()
    return repeats


answer(train)
