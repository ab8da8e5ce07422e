"""Makes optimizers.json: 20 steps of torch.optim on three parameters, a channels-last one among them.

The loss of step t is sum(c_t * p) + 0.5 * a * sum(p^2) per parameter, so the gradient is c_t + a p: it depends on the
trajectory, and any front end gives the same one to the last bit but one. c_t(i) = sin(0.7 t + 1.3 i + k) of parameter k.
`skip` leaves a parameter without a gradient on some steps. Run: /usr/bin/python3 make_optim.py
"""
import json
import math
import pathlib

import torch

torch.set_num_threads(1)
SHAPES = {"features.weight": [4, 3, 2, 2], "classifier.weight": [2, 4], "classifier.bias": [2]}
STEPS, CURVATURE, SKIP = 20, 0.3, {"classifier.weight": [0, 5, 6]}


def filled(shape, f):
    n = math.prod(shape)
    return torch.tensor([f(i) for i in range(n)], dtype=torch.float64).float().reshape(shape)


def parameters():
    out = {}
    for k, (name, shape) in enumerate(SHAPES.items()):
        p = filled(shape, lambda i: math.cos(0.9 * i + k))
        if len(shape) == 4:
            p = p.contiguous(memory_format=torch.channels_last)
        out[name] = p.requires_grad_()
    return out


def run(make, clip=None):
    params = parameters()
    optimizer = make(params)
    norms = []
    for t in range(STEPS):
        optimizer.zero_grad(set_to_none=True)
        loss = 0
        for k, (name, p) in enumerate(params.items()):
            if t in SKIP.get(name, []):
                continue
            c = filled(SHAPES[name], lambda i: math.sin(0.7 * t + 1.3 * i + k))
            loss = loss + (c * p).sum() + 0.5 * CURVATURE * (p * p).sum()
        loss.backward()
        if clip is not None:
            norms.append(torch.nn.utils.clip_grad_norm_(params.values(), clip).item())
        optimizer.step()
    return {"parameters": {n: p.detach().flatten().tolist() for n, p in params.items()}, "norms": norms}


def groups(params):
    return [
        {"params": [p for p in params.values() if p.ndim > 1]},
        {"params": [p for p in params.values() if p.ndim <= 1], "weight_decay": 0.0},
    ]


o = torch.optim
CASES = {
    "sgd": lambda p: o.SGD(p.values(), lr=0.1),
    "sgd momentum": lambda p: o.SGD(p.values(), lr=0.1, momentum=0.9),
    "sgd nesterov decay": lambda p: o.SGD(p.values(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05),
    "sgd dampening decay": lambda p: o.SGD(p.values(), lr=0.1, momentum=0.8, dampening=0.3, weight_decay=0.05),
    "adam": lambda p: o.Adam(p.values(), lr=0.05),
    "adam decay": lambda p: o.Adam(p.values(), lr=0.05, weight_decay=0.1, betas=(0.8, 0.95), eps=1e-3),
    "adamw": lambda p: o.AdamW(p.values(), lr=0.05, weight_decay=0.1),
    "adamw groups": lambda p: o.AdamW(groups(p), lr=0.05, weight_decay=0.1),
    "sgd groups": lambda p: o.SGD(groups(p), lr=0.1, momentum=0.9, weight_decay=0.05),
}
golden = {
    "torch": torch.__version__.split("+")[0],
    "shapes": SHAPES,
    "steps": STEPS,
    "curvature": CURVATURE,
    "skip": SKIP,
    "cases": {name: run(make) for name, make in CASES.items()},
    "clipped": {"max": 1.5, **run(CASES["adamw"], clip=1.5)},
}
pathlib.Path(__file__).with_name("optimizers.json").write_text(json.dumps(golden) + "\n")
