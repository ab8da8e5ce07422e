"""The recipe of a Fovea run in PyTorch and torchvision: the same patients, pixels, augmentation family and ranges, optimiser,
schedule, epochs, batch size, precision and seed number, the best epoch by validation AUROC.

    python3 bench/pytorch/train_xray.py RUN [--seed N] [--epochs N] [--init FILE] [--predictions FILE]

RUN is the folder of a run of `fovea train` (its config.json and split.csv). Prints one JSON object with the test AUROC.
"""
import argparse
import contextlib
import csv
import json
import math
import re
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from sklearn.metrics import average_precision_score, roc_auc_score
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T
from torchvision.models import densenet121

from checkpoints import load_backbone
from serve import status_bytes


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--seed", type=int, help="another than the run's")
    parser.add_argument("--epochs", type=int, help="another number than the run's")
    parser.add_argument("--init", help="weights to begin from (default: the run's own)")
    parser.add_argument("--predictions", type=Path, help="write image_path,probability,Label of the test images")
    return parser.parse_args()


def check(config):
    """Ends the program where the run uses something that this recipe lacks, rather than compare two different trainings."""
    lacks = {
        "model": config["model"] != "densenet121",
        "loss": config["loss"] != "cross-entropy",
        "ema": config["ema"] is not None,
        "augment.padding": config["augment"]["padding"] != "zeros",
    }
    wrong = [key for key, lack in lacks.items() if lack]
    if wrong:
        sys.exit(f"{wrong[0]}: this value of the run's config has no counterpart in the PyTorch recipe")


# ---- data


def read_split(run, data):
    """{split: [(path of the image, class index)]}, with the image paths as the CSV writes them."""
    root = Path(data["path"])
    root = root.parent if root.is_file() else root
    folders = [root, root / "images", root / "png_images", *sorted(root.glob("images_*/images"))]
    found = {"train": [], "val": [], "test": []}
    with open(run / "split.csv", newline="") as file:
        for row in csv.DictReader(file):
            image = next((f / row["image_path"] for f in folders if (f / row["image_path"]).exists()), None)
            if image is None:
                sys.exit(f"{row['image_path']}: not in {root}")
            found[row["split"]].append((image, data["classes"].index(row["label"]), row["image_path"]))
    return found


class XRays(Dataset):
    """Images in 0 … 1, resized once and kept as bytes, augmented anew on each reading."""

    def __init__(self, rows, config, training):
        size = (config["imageSize"], config["imageSize"])
        mode = "RGB" if config["colour"] else "L"
        resize = T.Resize(size, T.InterpolationMode.BILINEAR)
        self.images = [T.functional.pil_to_tensor(resize(Image.open(path).convert(mode))) for path, _, _ in rows]
        self.labels = [label for _, label, _ in rows]
        self.augment = augmentation(config) if training else T.Lambda(lambda x: x)
        channels = config["inChannels"]
        self.normalise = (
            T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]) if channels == 3 else T.Normalize([0.5], [0.25])
        )
        self.channels = channels

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = self.augment(self.images[index].float() / 255)
        return self.normalise(image.expand(self.channels, -1, -1)), self.labels[index]


def augmentation(config):
    a = config["augment"]
    size = config["imageSize"]
    steps = []
    if a["cropArea"] != [1, 1]:
        steps.append(T.RandomResizedCrop((size, size), a["cropArea"], a["cropAspect"]))
    steps.append(T.RandomHorizontalFlip(a["flip"]))
    bilinear = T.InterpolationMode.BILINEAR
    steps.append(T.RandomAffine(a["rotate"], (a["shift"], a["shift"]), a["scale"], interpolation=bilinear, fill=0.0))

    def tone(image):
        """Contrast about the image's own mean, brightness added."""
        contrast = 1 + (2 * torch.rand(()) - 1) * a["contrast"]
        brightness = (2 * torch.rand(()) - 1) * a["brightness"]
        mean = image.mean()
        return ((image - mean) * contrast + mean + brightness).clamp(0, 1)

    return T.Compose([*steps, T.Lambda(tone)])


# ---- learning


def make_optimizer(config, model):
    """Decay acts on weights, not on biases and norms."""
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": config["weightDecay"]},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    if config["optimizer"] == "sgd":
        return torch.optim.SGD(groups, lr=config["lr"], momentum=0.9, nesterov=True)
    kind = torch.optim.AdamW if config["optimizer"] == "adamw" else torch.optim.Adam
    return kind(groups, lr=config["lr"])


def make_schedule(config, optimizer, total):
    warm = round(config["warmup"] * total)
    if config["schedule"] == "onecycle":
        return torch.optim.lr_scheduler.OneCycleLR(
            optimizer, config["lr"], total_steps=total, pct_start=max(config["warmup"], 0.01), cycle_momentum=False
        )

    def factor(step):
        if step < warm:
            return 0.01 + 0.99 * step / warm  # as warmup() of src/optim
        if config["schedule"] == "constant":
            return 1.0
        return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(total - warm, 1)))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def use_bf16(config):
    """As `auto` of Fovea chooses: where the CPU multiplies bf16 in hardware."""
    if config["precision"] == "auto":
        return re.search(r"\b(avx512_bf16|amx_bf16)\b", Path("/proc/cpuinfo").read_text()) is not None
    return config["precision"] == "bf16"


@torch.no_grad()
def predict(model, forward, loader):
    model.eval()
    scores = [F.softmax(forward(images).float(), 1)[:, 1] for images, _ in loader]
    return torch.cat(scores).numpy()


def main():
    args = options()
    run = json.loads((args.run / "config.json").read_text())
    config, data = run["train"], run["data"]
    check(config)
    epochs = args.epochs or config["epochs"]
    seed = config["seed"] if args.seed is None else args.seed
    torch.manual_seed(seed)
    torch.set_num_threads(config["threads"])  # PyTorch's own default is one thread on Debian

    rows = read_split(args.run, data)
    sets = {split: XRays(rows[split], config, training=split == "train") for split in rows}
    batch = config["batchSize"]
    drop_last = len(sets["train"]) % batch == 1 and len(sets["train"]) > batch
    train_loader = DataLoader(sets["train"], batch, shuffle=True, drop_last=drop_last)
    loaders = {split: DataLoader(sets[split], batch * 2) for split in ("val", "test")}

    model = densenet121(num_classes=len(data["classes"]), drop_rate=config["dropRate"] or 0)
    if config["inChannels"] == 1:
        model.features.conv0 = torch.nn.Conv2d(1, 64, 7, 2, 3, bias=False)
        torch.nn.init.kaiming_normal_(model.features.conv0.weight)
    init = args.init or run["init"]
    loaded = load_backbone(model, init) if init else 0
    bf16 = use_bf16(config)
    memory_format = torch.channels_last if bf16 else torch.contiguous_format
    model = model.to(memory_format=memory_format)

    def forward(images):
        with torch.autocast("cpu", torch.bfloat16) if bf16 else contextlib.nullcontext():
            return model(images.to(memory_format=memory_format))

    weight = None
    if config["classWeights"] == "balanced":
        counts = np.bincount(sets["train"].labels, minlength=len(data["classes"]))
        weight = torch.tensor(counts.sum() / (len(counts) * np.maximum(counts, 1)), dtype=torch.float32)
    optimizer = make_optimizer(config, model)
    accumulate = config["accumulate"]
    schedule = make_schedule(config, optimizer, math.ceil(len(train_loader) / accumulate) * epochs)

    best, history, training_seconds = None, [], 0.0
    for epoch in range(epochs):
        model.train()
        started, losses = time.perf_counter(), []
        for number, (images, labels) in enumerate(train_loader):
            group = min(accumulate, len(train_loader) - number // accumulate * accumulate)
            loss = F.cross_entropy(forward(images).float(), labels, weight, label_smoothing=config["labelSmoothing"])
            (loss / group).backward()
            losses.append(loss.item())
            if number % accumulate == group - 1:
                if config["clipNorm"] is not None:
                    torch.nn.utils.clip_grad_norm_(model.parameters(), config["clipNorm"])
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                schedule.step()
        training_seconds += time.perf_counter() - started
        scores = predict(model, forward, loaders["val"])
        auroc = roc_auc_score(sets["val"].labels, scores)
        history.append({"trainLoss": float(np.mean(losses)), "valAuroc": auroc})
        print(f"epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.4f}, validation AUROC {auroc:.4f}", file=sys.stderr)
        if best is None or auroc > best["auroc"]:
            state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
            best = {"auroc": auroc, "epoch": epoch, "state": state}

    model.load_state_dict(best["state"])
    scores, labels = predict(model, forward, loaders["test"]), sets["test"].labels
    if args.predictions:
        with open(args.predictions, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["image_path", "probability", "Label"])
            writer.writerows([path, float(p), label] for (_, label, path), p in zip(rows["test"], scores))
    result = {
        "auroc": roc_auc_score(labels, scores),
        "averagePrecision": average_precision_score(labels, scores),
        "n": len(labels),
        "positives": int(sum(labels)),
        "bestEpoch": best["epoch"],
        "valAuroc": best["auroc"],
        "epochs": history,
        "seed": seed,
        "precision": "bf16" if bf16 else "f32",
        "initialisedTensors": loaded,
        "imagesPerSecond": len(sets["train"]) * epochs / training_seconds,
        "peakBytes": status_bytes("VmHWM"),
        "torch": torch.__version__,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
