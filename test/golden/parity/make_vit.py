"""timm's Vision Transformers, torchvision's Swin and CCT with weights by formula: logits and gradients, for
test/parity/vit.test.ts and vit.slow.ts. Needs timm (0.9.16 on PyTorch 1.13):

    python3 -m venv --system-site-packages VENV && VENV/bin/pip install --no-deps timm==0.9.16
    VENV/bin/python test/golden/parity/make_vit.py
"""
import torch
import torch.nn.functional as F
import timm
from timm.layers import resample_abs_pos_embed
from timm.models.vision_transformer import VisionTransformer
from torchvision.models.swin_transformer import SwinTransformer
from reference_cct import CCT
from shared import noise, numbers, tensor, write


def fill(model):
    """By the order of the parameters: products keep the variance of what they see, norms are near the identity."""
    for i, (name, p) in enumerate(model.named_parameters()):
        x = torch.tensor(noise(p.numel(), i)).reshape(p.shape)
        if p.dim() == 2:
            x *= (3 / p.shape[1]) ** 0.5
        elif p.dim() == 4:
            x *= (3 / p[0].numel()) ** 0.5
        elif p.dim() == 1:
            x = 0.1 * x + (1 if "norm" in name and name.endswith("weight") else 0)
        p.data.copy_(x)


def samples(t):
    flat = t.detach().double().reshape(-1)
    return [float(f"{v:.12g}") for v in (flat[0], flat[flat.numel() // 2], flat[-1])]


def run(build, dtype, training, spec):
    model = build(num_classes=3)
    fill(model)
    model.to(dtype).train(training)
    logits = model(tensor(spec, 1).to(dtype))
    loss = F.cross_entropy(logits, torch.arange(logits.shape[0]) % 2)
    loss.backward()
    return model, logits.detach().double(), loss.item(), [p.grad.double() for p in model.parameters()]


def error(x, exact):
    """Relative; 0 where nothing but rounding is left, such as for a bias that a softmax takes away again."""
    return 0.0 if exact.norm() < 1e-12 else float(f"{((x - exact).norm() / exact.norm()).item():.2g}")


def case(name, build, spec):
    """Values in f64, and how far PyTorch's own f32 lies from them: through as many layers no two builds agree more closely."""
    model, logits, loss, gradients = run(build, torch.float64, True, spec)
    _, same, _, evaluated = run(build, torch.float64, False, spec)
    assert torch.equal(logits, same) and all(torch.equal(a, b) for a, b in zip(gradients, evaluated)), "modes differ"
    _, short, _, rounded = run(build, torch.float32, True, spec)
    print(name, "f32", error(short, logits), max(error(a, b) for a, b in zip(rounded, gradients)))
    return {
        "name": name,
        "input": spec,
        "buffers": [n for n, _ in model.named_buffers()],
        "parameters": [n for n, _ in model.named_parameters()],
        "logits": [float(f"{v:.12g}") for v in logits.reshape(-1).tolist()],
        "loss": float(f"{loss:.12g}"),
        "norms": [float(f"{g.norm().item():.12g}") for g in gradients],
        "samples": [samples(g) for g in gradients],
        "rounding": {"logits": error(short, logits), "gradients": [error(a, b) for a, b in zip(rounded, gradients)]},
    }


def vit(name, **options):
    return lambda **o: timm.create_model(name, pretrained=False, **{**options, **o})


def resampled(shape, prefix, start, to):
    x = tensor(shape, 3)
    y = resample_abs_pos_embed(x, list(to), list(start), num_prefix_tokens=prefix)
    return {"input": shape, "prefixTokens": prefix, "from": start, "to": to, "values": numbers(y)}


def tiny_patch4(**options):
    return VisionTransformer(img_size=32, patch_size=4, embed_dim=192, depth=12, num_heads=3, **options)


def swin_tiny(num_classes):
    return SwinTransformer([4, 4], 96, [2, 2, 6, 2], [3, 6, 12, 24], [7, 7], stochastic_depth_prob=0.0, num_classes=num_classes)


CASES = [
    ("vit_tiny_patch16_224", vit("vit_tiny_patch16_224", img_size=32), "f[2,3,32,32]"),
    ("vit_small_patch16_224", vit("vit_small_patch16_224", img_size=32), "f[2,3,32,32]"),
    ("vit_base_patch16_224", vit("vit_base_patch16_224", img_size=32), "f[2,3,32,32]"),
    ("vit_tiny_patch4_32", tiny_patch4, "f[2,3,32,32]"),
    ("deit_tiny", vit("deit_tiny_distilled_patch16_224", img_size=32), "f[2,3,32,32]"),
    ("deit_small", vit("deit_small_distilled_patch16_224", img_size=32), "f[2,3,32,32]"),
    ("cct_2_3x2_32", CCT, "f[2,3,32,32]"),
    ("swin_tiny", swin_tiny, "f[2,3,64,96]"),
]

if __name__ == "__main__":
    write("vit.json", [case(*c) for c in CASES])
    write(
        "positions.json",
        [
            resampled("f[1,10,4]", 1, [3, 3], [5, 5]),
            resampled("f[1,18,3]", 2, [4, 4], [2, 2]),
            resampled("f[1,49,2]", 0, [7, 7], [4, 10]),
        ],
    )
