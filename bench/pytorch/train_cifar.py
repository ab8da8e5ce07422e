"""The recipe of cifar10-fast in PyTorch: the same images, split, network, whitening, optimiser, schedule, augmentation, averaged
weights, views of test images, precision and seed number.

    python3 bench/pytorch/train_cifar.py RUN [--seed N] [--epochs N]

RUN is the folder of a run of recipes/cifar10-fast.ts (its config.json and split.csv). Prints one JSON object with the test accuracy.
"""
import argparse
import csv
import io
import json
import sys
import tarfile
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torchvision.transforms.functional import pil_to_tensor

from serve import status_bytes


def group(inputs, outputs):
    """Convolution, pooling, norm, GELU, convolution, norm, GELU; convolutions begin by passing their input through."""

    def conv(channels):
        layer = nn.Conv2d(channels, outputs, 3, padding=1, bias=False)
        nn.init.dirac_(layer.weight[:channels])
        return layer

    def norm():
        layer = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        layer.weight.requires_grad = False
        return layer

    return nn.Sequential(conv(inputs), nn.MaxPool2d(2), norm(), nn.GELU(), conv(outputs), norm(), nn.GELU())


class Airbench(nn.Module):
    """See src/models/airbench.ts."""

    def __init__(self, classes):
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        self.whiten.weight.requires_grad = False
        nn.init.zeros_(self.whiten.bias)
        self.groups = nn.Sequential(nn.GELU(), group(24, 64), group(64, 256), group(256, 256))
        self.head = nn.Linear(256, classes, bias=False)

    @torch.no_grad()
    def initialise_whitening(self, images, eps=5e-4):
        patches = images.double().unfold(2, 2, 1).unfold(3, 2, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, 12)
        values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
        rows = (vectors.T / (values + eps).sqrt().unsqueeze(1)).reshape(12, 3, 2, 2)
        self.whiten.weight.copy_(torch.cat([rows, -rows]))

    def forward(self, x):
        return self.head(self.groups(self.whiten(x)).flatten(2).amax(-1)) / 9


def read_images(run, data):
    """{split: (u8 [N, 3, 32, 32], i64 [N])}"""
    rows = list(csv.DictReader(open(run / "split.csv", newline="")))
    archives = {name: tarfile.open(Path(data["path"]) / name) for name in ("train.tar", "test.tar")}
    found = {"train": [], "val": [], "test": []}
    for row in rows:
        archive, member = row["image_path"].split("/", 1)
        image = Image.open(io.BytesIO(archives[archive].extractfile(member).read())).convert("RGB")
        found[row["split"]].append((pil_to_tensor(image), data["classes"].index(row["label"])))
    return {s: (torch.stack([i for i, _ in of]), torch.tensor([l for _, l in of])) for s, of in found.items()}


def crops(images, pad):
    """Each image moved by up to `pad` pixels, what lies outside mirrored."""
    n, _, height, width = images.shape
    padded = F.pad(images, (pad,) * 4, "reflect")
    shifts = torch.randint(0, 2 * pad + 1, (n, 2))
    out = torch.empty_like(images)
    for y in range(2 * pad + 1):
        for x in range(2 * pad + 1):
            own = (shifts[:, 0] == y) & (shifts[:, 1] == x)
            out[own] = padded[own, :, y : y + height, x : x + width]
    return out


def views(forward, images):
    """Mean of the image and two shifts of it by a pixel, each with its mirror image."""
    padded = F.pad(images, (1,) * 4, "reflect")
    both = lambda x: (forward(x) + forward(x.flip(3))) / 2
    return both(images) / 2 + (both(padded[:, :, :32, :32]) + both(padded[:, :, 2:, 2:])) / 4


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--seed", type=int, help="another than the run's")
    parser.add_argument("--epochs", type=int, help="train no longer than this; the schedule stays")
    args = parser.parse_args()
    run = json.loads((args.run / "config.json").read_text())
    config, data = run["train"], run["data"]
    if config["model"] != "airbench_cifar":
        sys.exit(f"model: this recipe trains airbench_cifar, and the run {config['model']}")
    seed = config["seed"] if args.seed is None else args.seed
    torch.manual_seed(seed)
    torch.set_num_threads(config["threads"])

    mean, std = (torch.tensor(config["normalisation"][k]).view(3, 1, 1) for k in ("mean", "std"))
    sets = {s: ((x.float() / 255 - mean) / std, y) for s, (x, y) in read_images(args.run, data).items()}
    images, labels = sets["train"]
    batch, epochs = config["batchSize"], config["epochs"]
    batches = -(-len(images) // batch)
    total = batches * epochs
    warm = round(config["warmup"] * total)

    model = Airbench(len(data["classes"]))
    model.initialise_whitening(images[:5000])
    model.to(memory_format=torch.channels_last)
    learnt = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    is_shift = lambda name: name.startswith("groups") and name.endswith("bias")
    lr, decay = config["lr"], config["weightDecay"]
    optimizer = torch.optim.SGD(
        [
            {"params": [p for _, p in learnt if p.ndim > 1], "weight_decay": decay},
            {"params": [p for n, p in learnt if p.ndim <= 1 and not is_shift(n)]},
            {"params": [p for n, p in learnt if is_shift(n)], "lr": lr * config["normBiasLr"]},
        ],
        lr=lr,
        momentum=config["momentum"],
        nesterov=True,
    )

    def factor(step):
        if step < warm:
            return 0.01 + 0.99 * step / warm  # as warmup() of src/optim
        return 1 + (config["finalLr"] - 1) * min(1, (step - warm) / max(1, total - warm))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    average = {n: t.clone() for n, t in model.state_dict().items()}

    def forward(x):
        with torch.autocast("cpu", torch.bfloat16, enabled=config["precision"] != "f32"):
            return model(x.contiguous(memory_format=torch.channels_last)).float()

    def accuracy(split):
        trained = {n: t.clone() for n, t in model.state_dict().items()}
        model.load_state_dict(average)
        model.eval()
        x, y = sets[split]
        with torch.inference_mode():
            right = sum((views(forward, x[i : i + 2000]).argmax(1) == y[i : i + 2000]).sum().item() for i in range(0, len(x), 2000))
        model.load_state_dict(trained)
        model.train()
        return right / len(x)

    first_flips = torch.rand(len(images)) < 0.5
    seconds, step, history = 0.0, 0, []
    for epoch in range(min(epochs, args.epochs or epochs)):
        model.train()
        started = time.perf_counter()
        for own in torch.randperm(len(images)).split(batch):
            flipped = (first_flips[own] == (epoch % 2 == 0)).view(-1, 1, 1, 1)
            x = crops(torch.where(flipped, images[own].flip(3), images[own]), config["augment"]["cropPad"])
            loss = F.cross_entropy(forward(x), labels[own], label_smoothing=config["labelSmoothing"])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            keep = min(config["ema"], (1 + step) / (10 + step))
            for name, value in model.state_dict().items():
                if value.is_floating_point():
                    average[name].mul_(keep).add_(value, alpha=1 - keep)
                else:
                    average[name].copy_(value)
            step += 1
        seconds += time.perf_counter() - started
        history.append(accuracy("val"))
        print(f"epoch {epoch + 1}/{epochs}: loss {loss.item():.4f}, validation accuracy {history[-1]:.4f}", file=sys.stderr)
    result = {
        "accuracy": accuracy("test"),
        "n": len(sets["test"][0]),
        "valAccuracy": history,
        "seed": seed,
        "trainingSeconds": seconds,
        "imagesPerSecond": len(images) * len(history) / seconds,
        "peakBytes": status_bytes("VmHWM"),
        "torch": torch.__version__,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
