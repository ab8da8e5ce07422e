"""Goldens of the corruptions from PIL and torchvision, which MedMNIST-C applies: python3 test/golden/image/corrupt.py"""
import io
import json
import pathlib

import numpy as np
import torchvision.transforms.functional as TF
from PIL import Image, ImageEnhance

W, H = 24, 19
rng = np.random.default_rng(0)
y, x = np.mgrid[0:H, 0:W]
grey = np.clip(128 + 90 * np.sin(x / 5) * np.cos(y / 4) + rng.normal(0, 20, (H, W)), 0, 255).astype(np.uint8)
colour = np.stack([grey, np.roll(grey, 5, 1), 255 - grey], axis=2)


def pixelate(img, c):
    w, h = img.size
    return img.resize((int(w * c), int(h * c)), Image.BOX).resize((w, h), Image.BOX)


def jpeg(img, c):
    out = io.BytesIO()
    img.save(out, "JPEG", quality=c)
    return Image.open(out)


OPERATIONS = {
    "pixelate": (pixelate, [0.8, 0.3, 0.1]),
    "jpeg_compression": (jpeg, [50, 15, 7]),
    "gaussian_blur": (lambda img, c: TF.gaussian_blur(img, kernel_size=c), [3, 7, 11]),
    "brightness_up": (lambda img, c: ImageEnhance.Brightness(img).enhance(c), [1.1, 1.3, 1.5]),
    "brightness_down": (lambda img, c: ImageEnhance.Brightness(img).enhance(c), [0.9, 0.7, 0.5]),
    "contrast_up": (lambda img, c: ImageEnhance.Contrast(img).enhance(c), [1.1, 1.6]),
    "contrast_down": (lambda img, c: ImageEnhance.Contrast(img).enhance(c), [0.9, 0.4]),
    "gamma_corr_up": (lambda img, c: TF.adjust_gamma(img, c), [1.1, 1.6]),
    "gamma_corr_down": (lambda img, c: TF.adjust_gamma(img, c), [0.9, 0.4]),
}
cases = [
    {"name": name, "channels": channels, "level": level, "data": np.array(f(Image.fromarray(a), level)).ravel().tolist()}
    for name, (f, levels) in OPERATIONS.items()
    for channels, a in ((1, grey), (3, colour))
    for level in (levels if channels == 1 else levels[-1:] if name in ("contrast_up", "jpeg_compression", "pixelate") else [])
]
out = {"width": W, "height": H, "grey": grey.ravel().tolist(), "colour": colour.ravel().tolist(), "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
