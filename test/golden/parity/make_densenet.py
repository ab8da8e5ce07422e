"""torchvision's DenseNet-121 with weights by formula: logits and gradients, for test/parity/densenet.test.ts.

    /usr/bin/python3 test/golden/parity/make_densenet.py [checkpoint.pth.tar]

With the checkpoint of the shared data, its logits for a synthetic image too (the images themselves stay out).
"""
import os, re, sys
import torch
import torch.nn.functional as F
from torchvision.models import densenet121
from shared import HERE, noise, numbers, tensor, write


def fill(model):
    """Convolutions as He et al. scale them, norms near the identity."""
    for i, (name, t) in enumerate(model.state_dict().items()):
        if not t.is_floating_point():
            continue
        x = torch.tensor(noise(t.numel(), i)).reshape(t.shape)
        if t.dim() == 4:
            x *= (6 / t[0].numel()) ** 0.5
        elif t.dim() == 2:
            x /= t.shape[1] ** 0.5
        else:
            x = 0.1 * x + (1 if name.endswith(("running_var", "weight")) else 0)
        t.copy_(x)


def samples(t):
    flat = t.detach().double().reshape(-1)
    return [float(f"{v:.9g}") for v in (flat[0], flat[flat.numel() // 2], flat[-1])]


def run(dtype, training, spec):
    model = densenet121(num_classes=2)
    fill(model)
    model.to(dtype).train(training)
    logits = model(tensor(spec, 1).to(dtype))
    loss = F.cross_entropy(logits, torch.arange(logits.shape[0]) % 2)
    loss.backward()
    return logits.detach().double(), loss.item(), [p.grad.double() for p in model.parameters()], [b for b in model.buffers() if b.is_floating_point()]


def step(dtype, training, spec):
    """`rounding` is how far PyTorch's own f32 lies from its f64: no two builds or CPUs agree more closely than that."""
    logits, loss, gradients, buffers = run(dtype, training, spec)
    digits = 17 if dtype == torch.float64 else 9
    short = lambda v: float(f"{v:.{digits}g}")
    out = {
        "dtype": {torch.float32: "f32", torch.float64: "f64"}[dtype],
        "training": training,
        "input": spec,
        "logits": [short(v) for v in logits.reshape(-1).tolist()],
        "loss": short(loss),
        "norms": [short(g.norm().item()) for g in gradients],
        "samples": [samples(g) for g in gradients],
        "buffers": [short(b.double().norm().item()) for b in buffers],
    }
    if dtype == torch.float32:
        exact_logits, _, exact, _ = run(torch.float64, training, spec)
        out["rounding"] = {
            "logits": float(f"{((logits - exact_logits).abs().max() / exact_logits.abs().max()).item():.2g}"),
            "gradients": [float(f"{((g - e).norm() / e.norm()).item():.2g}") for g, e in zip(gradients, exact)],
        }
    return out


def seeded():
    torch.manual_seed(0)
    return {n: samples(t) for n, t in densenet121(num_classes=2).state_dict().items() if t.dim() > 1}


def checkpoint(path):
    state = torch.load(path, map_location="cpu")["state_dict"]
    state = {re.sub(r"(norm|conv)\.([12])\.", r"\1\2.", k[len("module.densenet121."):]).replace("classifier.0", "classifier"): v for k, v in state.items()}
    model = densenet121(num_classes=14).eval()
    model.load_state_dict(state)
    with torch.no_grad():
        return numbers(model(tensor("f[2,3,160,160]", 1)))


if __name__ == "__main__":
    write(
        "densenet.json",
        {
            "parameters": [n for n, _ in densenet121(num_classes=2).named_parameters()],
            "steps": [
                step(torch.float32, True, "f[4,3,96,96]"),
                step(torch.float32, False, "f[4,3,96,96]"),
                step(torch.float64, True, "f[4,3,64,64]"),
            ],
            "seeded": seeded(),
        },
    )
    if len(sys.argv) > 1:
        write("densenet_checkpoint.json", {"input": "f[2,3,160,160]", "logits": checkpoint(sys.argv[1])})
