"""Calls of add on 4 floats in PyTorch."""
import torch

from serve import serve

torch.set_num_threads(1)
x, y = torch.rand(4), torch.rand(4)


def body(count):
    for _ in range(count):
        x.add(y)


body(100_000)
serve({"version": torch.__version__, "threads": torch.get_num_threads()}, body)
