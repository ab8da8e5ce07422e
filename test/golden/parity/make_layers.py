"""PyTorch's layers, losses and initialisers, for test/parity/layers.test.ts, losses.test.ts and init.test.ts.

    /usr/bin/python3 test/golden/parity/make_layers.py
"""
import torch
import torch.nn.functional as F
from torch import nn
from torchvision.ops import sigmoid_focal_loss
from shared import SPEC, noise, numbers, objective, read, record, snake, tensor, write


def fill(module):
    """Every tensor of the state by formula; variances are positive."""
    for i, (name, t) in enumerate(module.state_dict().items()):
        if t.is_floating_point():
            x = torch.tensor(0.5 * noise(t.numel(), 50 + i)).reshape(t.shape)
            t.copy_(x + 1 if name.endswith("running_var") else x)


def layer(case):
    config = case.get("torch") or {snake(k): v for k, v in case["config"].items()}
    torch.manual_seed(7)
    module = getattr(nn, case["layer"])(**config)
    initial = {name: record(t) for name, t in module.state_dict().items()}
    fill(module)
    module.train(case.get("training", True))
    inputs = [tensor(spec, i + 1) for i, spec in enumerate(case["inputs"])]
    for x in inputs:
        if x.is_floating_point():
            x.requires_grad_()
    torch.manual_seed(8)
    if case["layer"] == "MultiheadAttention":
        query, key, value = inputs if len(inputs) == 3 else inputs * 3
        mask = tensor(case["mask"], 9) if "mask" in case else None
        output = module(query, key, value, attn_mask=mask)[0]
    else:
        output = module(*inputs)
    objective([output]).backward()
    return {
        "case": case,
        "initial": initial,
        "output": record(output),
        "inputGradients": [record(x.grad) for x in inputs],
        "gradients": {name: record(p.grad) for name, p in module.named_parameters()},
        "buffers": {name: record(b) for name, b in module.named_buffers()},
    }


def focal(logits, target, alpha=None, gamma=2, reduction="mean"):
    log_p = F.log_softmax(logits, 1).gather(1, target[:, None])[:, 0]
    loss = -((1 - log_p.exp()) ** gamma) * log_p
    if alpha is not None:
        loss = loss * alpha[target]
    return {"none": loss, "mean": loss.mean(), "sum": loss.sum()}[reduction]


LOSSES = {
    "crossEntropy": F.cross_entropy,
    "binaryCrossEntropyWithLogits": lambda x, y, **o: F.binary_cross_entropy_with_logits(x, y.to(x.dtype), **o),
    "mse": F.mse_loss,
    "sigmoidFocalLoss": lambda x, y, reduction="mean", **o: sigmoid_focal_loss(x, y.to(x.dtype), reduction=reduction, **o),
    "focalLoss": focal,
}


def loss(name, args, options={}):
    leaves = []

    def convert(value):
        if not isinstance(value, str) or not SPEC.match(value):
            return value
        leaves.append(tensor(value, len(leaves) + 1))
        if value[0] == "f":
            leaves[-1].requires_grad_()
        return leaves[-1]

    given = [convert(a) for a in args]
    output = LOSSES[name](*given, **{snake(k): convert(v) for k, v in options.items()})
    objective([output]).backward()
    return {"call": [name, args, options], "output": record(output), "gradients": [record(x.grad) for x in leaves]}


def init(name, shape, function):
    torch.manual_seed(11)
    t = function(torch.empty(shape))
    return {"name": name, "values": numbers(t.reshape(-1)[::7]), "shape": list(t.shape), "norm": float(t.double().norm())}


write("layers.json", [layer(case) for case in read("layers.cases.json")])
write("losses.json", [loss(*case) for case in read("losses.cases.json")])
write(
    "init.json",
    [
        init("kaimingUniform", (8, 4, 3, 3), lambda t: nn.init.kaiming_uniform_(t, a=5**0.5)),
        init("kaimingNormalFanOut", (8, 4, 3, 3), lambda t: nn.init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu")),
        init("xavierUniform", (9, 5), lambda t: nn.init.xavier_uniform_(t, gain=nn.init.calculate_gain("tanh"))),
        init("xavierNormal", (9, 5), nn.init.xavier_normal_),
        init("truncatedNormal", (10, 7), lambda t: nn.init.trunc_normal_(t, std=0.02)),
        init("truncatedNormalCut", (10, 7), lambda t: nn.init.trunc_normal_(t, mean=0.1, std=1.0, a=-0.5, b=1.0)),
    ],
)
