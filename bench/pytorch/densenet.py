"""Training steps of torchvision's DenseNet-121 in PyTorch: forward, backward, Adam. Usage: densenet.py f32|bf16 SIZE BATCH THREADS"""
import contextlib
import sys

import torch
import torch.nn.functional as F
from torchvision.models import densenet121

from serve import serve

precision, size, batch, threads = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(threads)
torch.manual_seed(0)
memory_format = torch.channels_last if precision == "bf16" else torch.contiguous_format
model = densenet121(num_classes=2).to(memory_format=memory_format).train()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
images = torch.randn(batch, 3, size, size).to(memory_format=memory_format)
labels = torch.randint(0, 2, (batch,))


def forward():
    with torch.autocast("cpu", torch.bfloat16) if precision == "bf16" else contextlib.nullcontext():
        return model(images)


def step():
    loss = F.cross_entropy(forward().float(), labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.item()


def body(count):
    for _ in range(count):
        step()


body(1)
serve({"version": torch.__version__, "threads": torch.get_num_threads()}, body)
