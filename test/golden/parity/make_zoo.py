"""Every model of the zoo with weights by formula: logits, gradients, running statistics, for test/parity/zoo.test.ts.

    /usr/bin/python3 test/golden/parity/make_zoo.py [name ...]
    /usr/bin/python3 test/golden/parity/make_zoo.py --resnet20 resnet20-12fca82f.th

In f64, with how far PyTorch's own f32 lies from it. torchvision's models where it has them, else those of zoo_twins.py, and for segmentation of
dense_twins.py.
"""
import hashlib, json, os, sys
import torch
import torch.nn.functional as F
import torchvision.models as tv
import zoo_twins as twins
from make_densenet import fill
from shared import HERE, numbers, tensor, write

CLASSES = 10
COLOUR = "f[2,3,64,64]"


def dense(name, *options):
    """Of dense_twins.py, imported late: the classifiers need no more than torchvision."""

    def make(num_classes):
        import dense_twins

        return getattr(dense_twins, name)(*options, num_classes=num_classes)

    return make


MODELS = {
    "mlp": (twins.Mlp, "f[2,1,28,28]", 10),
    "cnn": (twins.Cnn, "f[2,1,28,28]", 10),
    "lenet5": (twins.LeNet5, "f[2,1,28,28]", 10),
    "small_cnn": (twins.SmallCnn, "f[2,3,32,32]", 2),
    "resnet20_cifar": (twins.ResNet20, "f[2,3,32,32]", 10),
    "airbench_cifar": (twins.Airbench, "f[2,3,32,32]", 10),
    "unet_narrow": (twins.UNet, "f[2,1,33,50]", 10),
    "unet_resnet34": (dense("unet", "resnet34"), COLOUR, 1),
    "unet_densenet121": (dense("unet", "densenet121"), COLOUR, 1),
    "unetpp_resnet34": (dense("UnetPlusPlus", "resnet34"), COLOUR, 1),
    "resenc_unet_narrow": (dense("ResEncUNet", 4), "f[2,1,64,64]", 10),
    "segmenter_vit_tiny": (dense("Segmenter", 192), COLOUR, 1),
    "segmenter_vit_small": (dense("Segmenter", 384), COLOUR, 1),
    "transunet_small": (dense("TransUNet"), COLOUR, 1),
    "unetr2d": (dense("Unetr"), COLOUR, 1),
    **{
        name: (getattr(tv, name), COLOUR, 1000)
        for name in (
            "alexnet vgg16 resnet18 resnet34 resnet50 resnet101 densenet121 densenet169 densenet201"
            " convnext_tiny efficientnet_b0 mobilenet_v3_small"
        ).split()
    },
}


def build(make, classes):
    model = make(num_classes=classes)
    for module in model.modules():  # nothing random in training
        if type(module).__name__ in ("Dropout", "StochasticDepth"):
            module.p = 0.0
    return model


def ramp(logits):
    return torch.linspace(0, 1, logits[0, 0].numel(), dtype=logits.dtype).reshape(logits.shape[2:])


def run(make, spec, dtype, training):
    model = build(make, CLASSES)
    with torch.no_grad():
        fill(model)
    model.to(dtype).train(training)
    logits = model(tensor(spec, 1).to(dtype))
    # Of a dense model's maps, means weighed by position, so that every pixel has a gradient of its own.
    maps = logits if isinstance(logits, list) else [logits]
    flat = sum(m if m.dim() == 2 else (m * ramp(m)).mean((2, 3)) for m in maps)
    F.cross_entropy(flat, torch.arange(flat.shape[0]) % CLASSES).backward()
    gradients = {n: p.grad.double() for n, p in model.named_parameters() if p.requires_grad}
    return flat.detach().double(), gradients, [b.double().norm().item() for b in model.buffers() if b.is_floating_point()]


def short(value, digits=12):
    return float(f"{value:.{digits}g}")


def step(make, spec, training):
    """Per parameter: the gradient's norm, its middle and last element, and f32's distance from f64 in norms."""
    logits, gradients, buffers = run(make, spec, torch.float64, training)
    narrow_logits, narrow, _ = run(make, spec, torch.float32, training)
    out = {"training": training, "logits": [short(v) for v in logits.reshape(-1).tolist()]}
    out["rounding"] = short(((narrow_logits - logits).abs().max() / logits.abs().max()).item(), 2)
    out["gradients"] = {}
    for name, g in gradients.items():
        flat, norm = g.reshape(-1), g.norm().item()
        rounding = (narrow[name] - g).norm().item() / norm if norm > 0 else 0
        out["gradients"][name] = [short(v) for v in (norm, flat[flat.numel() // 2], flat[-1])] + [short(rounding, 2)]
    if training:
        out["buffers"] = [short(v) for v in buffers]
    return out


def record(make, spec, default_classes):
    state = build(make, CLASSES).state_dict()
    names = "\n".join(f"{n} {list(t.shape)}".replace(" ", "") for n, t in state.items() if not n.endswith("num_batches_tracked"))
    return {
        "input": spec,
        "parameters": sum(p.numel() for p in build(make, default_classes).parameters()),
        "state": hashlib.sha256(names.encode()).hexdigest(),
        "steps": [step(make, spec, training) for training in (False, True)],
    }


def checkpoint(path):
    """Logits that akamaster's ResNet-20 gives for a synthetic image."""
    model = twins.ResNet20(10).eval()
    state = torch.load(path, map_location="cpu")["state_dict"]
    model.load_state_dict({k[len("module."):]: v for k, v in state.items()}, strict=False)  # no batch counters in it
    with torch.no_grad():
        return numbers(model(tensor("f[2,3,32,32]", 1)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--resnet20"]:
        write("resnet20_checkpoint.json", {"input": "f[2,3,32,32]", "logits": checkpoint(sys.argv[2])})
        sys.exit()
    os.makedirs(os.path.join(HERE, "zoo"), exist_ok=True)
    for name in sys.argv[1:] or MODELS:
        with open(os.path.join(HERE, "zoo", f"{name}.json"), "w") as f:
            f.write(json.dumps(record(*MODELS[name]), separators=(",", ":")) + "\n")
