"""Training steps (forward, backward, Adam) or inference of torchvision's models in PyTorch, and of a U-Net, under Fovea's names.
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


class UNet(torch.nn.Module):
    """The padded U-Net of Ronneberger et al. with batch norm, as src/models/unet.ts: 31,036,481 parameters for one grey channel."""

    def __init__(self, widths=(64, 128, 256, 512, 1024)):
        super().__init__()
        nn = torch.nn

        def double(start, end):
            layers = []
            for width in (start, end):
                layers += [nn.Conv2d(width, end, 3, padding=1, bias=False), nn.BatchNorm2d(end), nn.ReLU(inplace=True)]
            return nn.Sequential(*layers)

        pairs = list(zip(widths, widths[1:]))
        self.first = double(1, widths[0])
        self.down = nn.ModuleList(nn.Sequential(nn.MaxPool2d(2), double(a, b)) for a, b in pairs)
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in reversed(pairs))
        self.join = nn.ModuleList(double(b, a) for a, b in reversed(pairs))
        self.last = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        x = self.first(x)
        skips = []
        for down in self.down:
            skips.append(x)
            x = down(x)
        for up, join in zip(self.up, self.join):
            x = join(torch.cat([skips.pop(), up(x)], 1))
        return self.last(x)


def build():
    if name == "unet":
        return UNet()
    if name.startswith("vit"):
        return vit({"vit_small_patch16_224": 6, "vit_base_patch16_224": 12}[name])
    return getattr(models, name)(num_classes=2)


bf16 = precision == "bf16"
memory_format = torch.channels_last if bf16 and not name.startswith("vit") else torch.contiguous_format
model = build().to(memory_format=memory_format)
dense = name == "unet"
images = torch.randn(batch, 1 if dense else 3, size, size).to(memory_format=memory_format)
labels = torch.randint(0, 2, (batch, 1, size, size)).float() if dense else torch.randint(0, 2, (batch,))
loss_of = F.binary_cross_entropy_with_logits if dense else F.cross_entropy


def forward():
    with torch.autocast("cpu", torch.bfloat16) if bf16 else contextlib.nullcontext():
        return model(images).float()


def trainer():
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)

    def step():
        loss = loss_of(forward(), labels)
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
