"""Grad-CAM, Grad-CAM++, attention, rollout and Chefer's relevance of PyTorch twins with weights by formula, in f64, for
test/parity/explain.test.ts. Needs timm (0.9.16 on PyTorch 1.13) and torchvision, as make_vit.py does: python make_explain.py"""
import torch
import torchvision
from make_vit import fill, swin_tiny
from reference_cct import CCT
from shared import tensor, write
from timm.models.vision_transformer import VisionTransformer
from timm.models.deit import VisionTransformerDistilled

TARGETS = [2, 0]


def twin_cnn():
    """resnet18 of torchvision, its batch norms at their initial statistics."""
    return torchvision.models.resnet18(num_classes=3)


def score(logits):
    return sum(logits[i, c] for i, c in enumerate(TARGETS))


def rounded(t):
    return [float(f"{v:.9g}") for v in t.detach().double().reshape(-1)]


def cams(model, layer, spec):
    kept = []
    hook = layer.register_forward_hook(lambda m, i, o: kept.append(o))
    logits = model(tensor(spec, 1).double())
    hook.remove()
    (a,) = kept
    (g,) = torch.autograd.grad(score(logits), [a])
    grad_cam = (g.mean((2, 3), keepdim=True) * a).sum(1).relu()
    whole = 2 * g**2 + g**3 * a.sum((2, 3), keepdim=True)
    alpha = g**2 / torch.where(whole == 0, torch.ones_like(whole), whole)
    plus = ((alpha * g.relu()).sum((2, 3), keepdim=True) * a).sum(1).relu()
    return {"gradcam": rounded(grad_cam), "gradcam++": rounded(plus)}


class Watched(torch.nn.Module):
    """timm's attention with its weights kept."""

    def __init__(self, attn, kept):
        super().__init__()
        self.attn, self.kept = attn, kept

    def forward(self, x):
        n, length, width = x.shape
        heads = getattr(self.attn, 'num_heads', None) or self.attn.heads
        q, k, v = self.attn.qkv(x).reshape(n, length, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q * (width // heads) ** -0.5) @ k.transpose(-2, -1)).softmax(-1)
        self.kept.append(weights)
        return self.attn.proj((weights @ v).transpose(1, 2).reshape(n, length, width))


def flows(model, blocks, name, spec, prefix, read):
    kept = []
    for block in blocks:
        setattr(block, name, Watched(getattr(block, name), kept))
    logits = model(tensor(spec, 1).double())
    gradients = torch.autograd.grad(score(logits), kept)
    eye = torch.eye(kept[0].shape[-1], dtype=torch.float64)
    rollout = relevance = eye.expand(2, -1, -1)
    for a, g in zip(kept, gradients):
        mixed = a.mean(1) + eye
        rollout = (mixed / mixed.sum(-1, keepdim=True)) @ rollout
        relevance = relevance + (a * g).clamp(min=0).mean(1) @ relevance
    picked = lambda flow: rounded((read(model, flow.shape[-1]) @ flow)[:, 0, prefix:])
    return {"attention": picked(kept[-1].mean(1)), "rollout": picked(rollout), "relevance": picked(relevance)}


def built(model):
    fill(model)
    return model.double().eval()


def tokens(*weights):
    return lambda model, length: torch.tensor(weights + (0.0,) * (length - len(weights)), dtype=torch.float64)[None, None]


cases = []
model = built(twin_cnn())
cases.append({"name": "resnet18", "size": 64, "input": "f[2,3,64,64]", "maps": cams(model, model.layer4, "f[2,3,64,64]")})
tiny = dict(img_size=16, patch_size=4, embed_dim=192, depth=12, num_heads=3, num_classes=3)
model = built(VisionTransformer(**tiny))
cases.append({"name": "vit_tiny_patch4_32", "size": 16, "input": "f[2,3,16,16]", "maps": flows(model, model.blocks, "attn", "f[2,3,16,16]", 1, tokens(1.0))})
model = built(VisionTransformerDistilled(**{**tiny, "img_size": 64, "patch_size": 16}))
cases.append({"name": "deit_tiny", "size": 64, "input": "f[2,3,64,64]", "maps": flows(model, model.blocks, "attn", "f[2,3,64,64]", 2, tokens(0.5, 0.5))})
model = built(CCT(num_classes=3))
pool = []
model.classifier.attention_pool.register_forward_hook(lambda m, i, o: pool.append(o.detach().softmax(1).transpose(1, 2)))
maps = flows(model, model.classifier.blocks, "self_attn", "f[2,3,32,32]", 0, lambda model, length: pool[0])
cases.append({"name": "cct_2_3x2_32", "size": 32, "input": "f[2,3,32,32]", "maps": maps})
model = built(swin_tiny(num_classes=3))
first = lambda o: o.permute(0, 3, 1, 2)
kept = []
model.features[-1].register_forward_hook(lambda m, i, o: kept.append(o))
logits = model(tensor("f[2,3,64,64]", 1).double())
(g,) = torch.autograd.grad(score(logits), kept)
grad_cam = (first(g).mean((2, 3), keepdim=True) * first(kept[0])).sum(1).relu()
cases.append({"name": "swin_tiny", "size": 64, "input": "f[2,3,64,64]", "maps": {"gradcam": rounded(grad_cam)}})
write("explain.json", {"targets": TARGETS, "cases": cases})
