"""Checkpoints as other libraries write them, and what those libraries compute with them; for test/parity/weights.test.ts.

    /usr/bin/python3 test/golden/weights/make_weights.py save FOLDER   PyTorch's two file forms of torchvision's ResNet-18,
                                                                       written when the test runs; nothing of it is committed
    PYTHON test/golden/weights/make_weights.py golden                  expected.json and small_cnn.safetensors; PYTHON has
                                                                       torch, torchvision, transformers 4.30, safetensors 0.4
"""
import json, os, sys

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "parity"))
from shared import noise, numbers, tensor  # noqa: E402


@torch.no_grad()
def fill(model):
    """Weights by formula, from their place in the state dict: test/parity/weights.test.ts computes the same."""
    for i, (name, t) in enumerate(model.state_dict().items()):
        if not t.is_floating_point():
            continue
        x = torch.tensor(noise(t.numel(), i)).reshape(t.shape)
        if t.dim() == 4:
            x *= (6 / t[0].numel()) ** 0.5
        elif t.dim() == 2:
            x /= t.shape[1] ** 0.5
        else:
            x = 0.1 * x + (1 if t.dim() == 1 and name.endswith(("running_var", "weight")) else 0)
        t.copy_(x)
    return model.eval()


def resnet18():
    return fill(torchvision.models.resnet18(num_classes=5))


def save(folder):
    state = resnet18().state_dict()
    torch.save(state, os.path.join(folder, "resnet18.zip.pth"))
    wrapped = {"epoch": 3, "arch": "resnet18", "state_dict": {f"module.{k}": v for k, v in state.items()}}
    torch.save(wrapped, os.path.join(folder, "resnet18.legacy.pth.tar"), _use_new_zipfile_serialization=False)


class SmallCnn(nn.Module):
    """src/models/small-cnn.ts with widths 4 and 8, grey."""

    def __init__(self):
        super().__init__()
        self.features = nn.ModuleDict()
        channels = 1
        for i, width in enumerate((4, 8), 1):
            self.features[f"stage{i}"] = stage = nn.ModuleDict()
            for k in (1, 2):
                stage[f"conv{k}"] = nn.Conv2d(channels, width, 3, padding=1, bias=False)
                stage[f"norm{k}"] = nn.BatchNorm2d(width)
                channels = width
        self.classifier = nn.Linear(channels, 2)

    def forward(self, x):
        for i, stage in enumerate(self.features.values()):
            x = F.max_pool2d(x, 2) if i else x
            for k in (1, 2):
                x = F.relu(stage[f"norm{k}"](stage[f"conv{k}"](x)))
        return self.classifier(x.mean((2, 3)))


def foreign(model, spec):
    """Names and shapes as the library gives them, and its logits for the formula's weights."""
    with torch.no_grad():
        out = fill(model)(tensor(spec, 1))
    logits = out.logits if hasattr(out, "logits") else out
    state = [[k, list(v.shape)] for k, v in model.state_dict().items() if v.is_floating_point()]
    index = [i for i, v in enumerate(model.state_dict().values()) if v.is_floating_point()]
    return {"input": spec, "logits": numbers(logits), "state": state, "index": index}


def golden():
    from safetensors.torch import save_file
    from transformers import DeiTConfig, DeiTForImageClassificationWithTeacher, ResNetConfig, ResNetForImageClassification
    from transformers import ViTConfig, ViTForImageClassification

    cnn = fill(SmallCnn())
    save_file(cnn.state_dict(), os.path.join(HERE, "small_cnn.safetensors"), metadata={"format": "pt"})
    # Hugging Face's own epsilon is 1e-12, timm's 1e-6: with these weights that alone moves the logits by 1e-5 to 3e-5.
    tiny = {"hidden_size": 192, "num_hidden_layers": 12, "num_attention_heads": 3, "intermediate_size": 768, "image_size": 64, "num_labels": 5, "layer_norm_eps": 1e-6}
    resnet = ResNetConfig(embedding_size=64, hidden_sizes=[64, 128, 256, 512], depths=[2, 2, 2, 2], layer_type="basic", num_labels=5)
    vit = torchvision.models.VisionTransformer(image_size=64, patch_size=16, num_layers=12, num_heads=3, hidden_dim=192, mlp_dim=768, num_classes=5)
    with torch.no_grad():
        small = numbers(cnn(tensor("f[2,1,20,24]", 1)))
        logits = numbers(resnet18()(tensor("f[2,3,64,64]", 1)))
    out = {
        "small_cnn": {"input": "f[2,1,20,24]", "logits": small},
        "resnet18": {"input": "f[2,3,64,64]", "logits": logits},
        "hf_vit": foreign(ViTForImageClassification(ViTConfig(**tiny)), "f[2,3,64,64]"),
        "hf_deit": foreign(DeiTForImageClassificationWithTeacher(DeiTConfig(**tiny)), "f[2,3,64,64]"),
        "hf_resnet18": foreign(ResNetForImageClassification(resnet), "f[2,3,64,64]"),
        "torchvision_vit": foreign(vit, "f[2,3,64,64]"),
    }
    with open(os.path.join(HERE, "expected.json"), "w") as f:
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in out.items()) + "\n}\n")


if __name__ == "__main__":
    save(sys.argv[2]) if sys.argv[1] == "save" else golden()
