#!/usr/bin/python3
"""RandAugment's operations on values by torchvision, on 8-bit images: writes tones.json beside this file."""
import json
import pathlib

import torch
import torchvision
from torchvision.transforms import functional as F

generator = torch.Generator().manual_seed(7)
image = (torch.rand(3, 6, 5, generator=generator) * 200 + 20).to(torch.uint8)
cases = {
    "brightness": [(1.45, F.adjust_brightness(image, 1.45)), (0.55, F.adjust_brightness(image, 0.55))],
    "contrast": [(1.45, F.adjust_contrast(image, 1.45)), (0.55, F.adjust_contrast(image, 0.55))],
    "colour": [(1.45, F.adjust_saturation(image, 1.45)), (0.1, F.adjust_saturation(image, 0.1))],
    "sharpness": [(1.9, F.adjust_sharpness(image, 1.9)), (0.1, F.adjust_sharpness(image, 0.1))],
    "solarize": [(0.5, F.solarize(image, 127.5))],
    "posterize": [(5, F.posterize(image, 5)), (4, F.posterize(image, 4))],
    "autocontrast": [(0, F.autocontrast(image))],
    "equalize": [(0, F.equalize(image))],
}
out = {
    "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
    "shape": list(image.shape),
    "image": image.flatten().tolist(),
    "cases": {name: [{"amount": a, "result": r.flatten().tolist()} for a, r in runs] for name, runs in cases.items()},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
