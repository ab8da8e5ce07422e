"""Steps of AdamW over the parameters of a torchvision model, decay on weights only. Usage: optimizer.py MODEL default|foreach THREADS"""
import sys

import torch
from torchvision import models

from serve import serve

torch.set_num_threads(int(sys.argv[3]))
torch.manual_seed(0)
parameters = list(getattr(models, sys.argv[1])(num_classes=2).parameters())
for parameter in parameters:
    parameter.grad = torch.randn_like(parameter)
groups = [
    {"params": [p for p in parameters if p.ndim > 1], "weight_decay": 0.01},
    {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
]
optimizer = torch.optim.AdamW(groups, lr=1e-4, foreach=True if sys.argv[2] == "foreach" else None)


def body(count):
    for _ in range(count):
        optimizer.step()


body(3)
serve({"version": torch.__version__}, body)
