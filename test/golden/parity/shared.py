"""Inputs that Python and TypeScript (test/parity/shared.ts) compute alike, so that the goldens hold only results."""
import json, os, re
import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
DTYPES = {"f32": torch.float32, "f64": torch.float64, "i64": torch.int64, "i32": torch.int32, "u8": torch.uint8, "bool": torch.bool}
SPEC = re.compile(r"^(c?f\+?|i\d+|b)\[([\d,]*)\]$")


def noise(n, seed):
    """n numbers in [-1, 1): a hash of the index, exact in 32-bit integers."""
    x = np.arange(n, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed * 0x85EBCA6B % 2**32)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    x = x ^ (x >> np.uint32(16))
    return x.astype(np.float64) / 2**32 * 2 - 1


def tensor(spec, seed):
    """'f[2,3]': floats in [-1, 1); 'f+[3]': in [0.1, 1.1); 'i5[4]': integers below 5; 'b[4]': booleans.
    'cf[3]' and 'cf+[3]' are constants: no gradient is asked for."""
    kind, dims = SPEC.match(spec).groups()
    shape = [int(d) for d in dims.split(",") if d]
    x = noise(int(np.prod(shape)), seed)
    if kind == "b":
        return torch.tensor(x > 0).reshape(shape)
    if kind[0] == "i":
        return torch.tensor(np.floor((x + 1) / 2 * int(kind[1:])).astype(np.int64)).reshape(shape)
    if kind.endswith("+"):
        x = (x + 1) / 2 + 0.1
    return torch.tensor(x.astype(np.float32)).reshape(shape)


def snake(name):
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda m: "_" + m.group().lower(), name)


def numbers(t):
    """Values as JSON: 9 significant digits hold a float32."""
    if not t.is_floating_point():
        return [int(v) for v in t.reshape(-1).tolist()]
    return [v if np.isfinite(v) else str(v) for v in (float(f"{v:.9g}") for v in t.detach().double().reshape(-1).tolist())]


def record(t):
    return None if t is None else {"shape": list(t.shape), "values": numbers(t)}


def objective(outputs):
    """A scalar that weighs every element differently; None where no gradient flows."""
    terms = [(o * torch.tensor(noise(o.numel(), 100 + i)).to(o.dtype).reshape(o.shape)).sum() for i, o in enumerate(outputs) if o.requires_grad]
    return sum(terms) if terms else None


def write(name, value):
    """One line per case, so that a change shows."""
    with open(os.path.join(HERE, name), "w") as f:
        if isinstance(value, list):
            f.write("[\n" + ",\n".join(json.dumps(v, separators=(",", ":")) for v in value) + "\n]\n")
        else:
            json.dump(value, f, separators=(",", ":"))
            f.write("\n")


def read(name):
    with open(os.path.join(HERE, name)) as f:
        return json.load(f)
