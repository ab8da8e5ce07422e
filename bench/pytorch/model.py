"""Training steps (forward, backward, Adam) or inference of torchvision's models in PyTorch, under Fovea's names.
Usage: model.py MODEL train|infer f32|bf16 SIZE BATCH THREADS"""
import contextlib
import sys

import torch
import torch.nn.functional as F
from torchvision import models

from serve import serve

name, mode, precision, size, batch, threads = *sys.argv[1:4], *map(int, sys.argv[4:7])
torch.set_num_threads(threads)
torch.manual_seed(0)


def vit(heads):
    model = models.VisionTransformer(
        image_size=size, patch_size=16, num_layers=12, num_heads=heads, hidden_dim=64 * heads, mlp_dim=256 * heads, num_classes=2
    )
    torch.nn.init.trunc_normal_(model.heads.head.weight, std=0.02)  # zeros in torchvision: no gradient would reach the body
    return model


def build():
    if name.startswith("vit"):
        return vit({"vit_small_patch16_224": 6, "vit_base_patch16_224": 12}[name])
    return getattr(models, name)(num_classes=2)


bf16 = precision == "bf16"
memory_format = torch.channels_last if bf16 and not name.startswith("vit") else torch.contiguous_format
model = build().to(memory_format=memory_format)
images = torch.randn(batch, 3, size, size).to(memory_format=memory_format)
labels = torch.randint(0, 2, (batch,))


def forward():
    with torch.autocast("cpu", torch.bfloat16) if bf16 else contextlib.nullcontext():
        return model(images).float()


def trainer():
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)

    def step():
        loss = F.cross_entropy(forward(), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        loss.item()

    return step


def predictor():
    model.eval()
    for module in model.modules():
        if bf16 and isinstance(module, torch.nn.MultiheadAttention):
            module.training = True  # its shortcut for inference fails under autocast in 1.13; it has no dropout

    def step():
        with torch.inference_mode():
            forward().sum().item()

    return step


once = trainer() if mode == "train" else predictor()


def body(count):
    for _ in range(count):
        once()


body(1)
serve({"version": torch.__version__, "threads": torch.get_num_threads()}, body)
