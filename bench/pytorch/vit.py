"""Training steps of torchvision's ViT in PyTorch: forward, backward, Adam. Usage: vit.py small|base f32|bf16 SIZE BATCH THREADS"""
import contextlib
import sys

import torch
import torch.nn.functional as F
from torchvision.models import VisionTransformer

from serve import serve

name, precision, size, batch, threads = *sys.argv[1:3], *map(int, sys.argv[3:6])
torch.set_num_threads(threads)
torch.manual_seed(0)
heads = {"small": 6, "base": 12}[name]
model = VisionTransformer(
    image_size=size, patch_size=16, num_layers=12, num_heads=heads, hidden_dim=64 * heads, mlp_dim=256 * heads, num_classes=2
).train()
torch.nn.init.trunc_normal_(model.heads.head.weight, std=0.02)  # zeros in torchvision: no gradient would reach the body
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
images = torch.randn(batch, 3, size, size)
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
