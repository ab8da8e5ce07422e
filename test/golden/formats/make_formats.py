"""Writes the golden files of src/formats with PyTorch 1.13 and NumPy: python3 make_formats.py [checkpoint folder].

Each *.pt, *.npy and *.npz beside this script gets its expectation in expected.json: every array by its path in the tree, as
dtype, shape and hex bytes. checkpoints.json holds the keys and a hash of the public checkpoints, if their folder is given.
"""

import argparse
import hashlib
import io
import json
import pathlib
import pickle
import struct
import sys
import tarfile
from collections import OrderedDict, defaultdict

import numpy as np
import torch

here = pathlib.Path(__file__).parent
NAMES = {
    torch.float32: "f32", torch.float64: "f64", torch.float16: "f16", torch.bfloat16: "bf16", torch.int64: "i64",
    torch.int32: "i32", torch.int16: "i16", torch.int8: "i8", torch.uint8: "u8", torch.bool: "bool",
}  # fmt: skip


def describe_tensor(t):
    t = t.detach().contiguous()
    raw = t.view(torch.int16) if t.dtype == torch.bfloat16 else t
    return {"dtype": NAMES[t.dtype], "shape": list(t.shape), "hex": raw.numpy().tobytes().hex()}


def describe_array(a):
    widened = {"uint16": np.int32, "uint32": np.int64}.get(a.dtype.name)
    a = a.astype(widened) if widened else a.astype(a.dtype.newbyteorder("<"))
    return {**describe_tensor(torch.from_numpy(np.array(a, order="C"))), "shape": list(a.shape)}


def leaves(tree, path=""):
    if isinstance(tree, torch.Tensor):
        return {path: describe_tensor(tree)}
    if isinstance(tree, np.ndarray):
        return {path: describe_array(tree)}
    if isinstance(tree, argparse.Namespace):
        tree = vars(tree)
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, (list, tuple)) else []
    return {k: v for key, value in items for k, v in leaves(value, f"{path}/{key}").items()}


torch.manual_seed(0)
base = torch.randn(4, 6)
long = torch.arange(12)
tree = OrderedDict(
    state_dict=OrderedDict((f"layer.{name}", torch.arange(-3, 3).to(dtype)) for dtype, name in NAMES.items()),
    views={
        "base": base, "transposed": base.t(), "slice": base[1:3, 2:5], "column": base[:, 3], "step": base[::2, ::3],
        "expanded": base[0].expand(3, 6), "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "half": base.half().t(),
        "permuted": long.reshape(2, 3, 2).permute(2, 0, 1), "channels_last": torch.randn(1, 2, 2, 2).contiguous(memory_format=torch.channels_last),
    },
    parameter=torch.nn.Parameter(torch.ones(2)),
    numpy={"c": np.arange(6, dtype=np.float32).reshape(2, 3), "fortran": np.asfortranarray(np.arange(6).reshape(2, 3)), "big": np.arange(3, dtype=">i2"), "mask": np.array([True, False])},
    scalars={
        "epoch": 7, "loss": 0.125, "big": 2**70, "negative": -(2**40), "none": None, "yes": True, "name": "naïve ✓", "bytes": b"\x00\xff",
        "np_float": np.float64(1.5), "np_int": np.int64(-3), "np_half": np.float16(0.5), "size": torch.Size([2, 3]), "device": torch.device("cpu"), 3: "int key",
    },
    args=argparse.Namespace(lr=0.1, arch="resnet20", sizes=[1, 2]),
    counts=defaultdict(int, a=1),
    classes={"kind"},
)  # fmt: skip
expected = {}
torch.save(tree, here / "zip.pt")
torch.save(tree, here / "legacy.pt", _use_new_zipfile_serialization=False)
torch.save(tree, here / "zip_protocol4.pt", pickle_protocol=4)
for name in ("zip.pt", "legacy.pt", "zip_protocol4.pt"):
    expected[name] = leaves(tree)


def save_tar(path):
    """The form of PyTorch before 0.1.10, by hand: nothing writes it today, torch.load still reads it."""
    weight, storage = torch.arange(6, dtype=torch.float32), torch.FloatStorage
    shape, stride, offset = (2, 2), (1, 2), 1
    storages, tensors, main = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pickle.dump(1, storages, 2)
    pickle.dump((100, "cpu", storage), storages, 2)
    storages.write(struct.pack("<q", 6) + weight.numpy().tobytes())
    pickle.dump([], storages, 2)
    pickle.dump(1, tensors, 2)
    pickle.dump((7, 100, storage), tensors, 2)
    tensors.write(struct.pack("<ii2q2qq", 2, 0, *shape, *stride, offset))
    pickler = pickle.Pickler(main, 2)
    pickler.persistent_id = lambda value: "7" if value is weight else None
    pickler.dump({"epoch": 3, "state_dict": {"weight": weight}})
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in (("sys_info", b"\x80\x02}."), ("pickle", main.getvalue()), ("tensors", tensors.getvalue()), ("storages", storages.getvalue())):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    loaded = torch.load(path)
    assert torch.equal(loaded["state_dict"]["weight"], weight.as_strided(shape, stride, offset))
    return loaded


expected["tar.pt"] = leaves(save_tar(here / "tar.pt"))

arrays = {"images": np.arange(24, dtype=np.uint8).reshape(2, 3, 4), "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)), "labels": np.array([1, 0]), "sixteen": np.array([0, 65535], np.uint16), "scalar": np.float32(3)}
arrays = {name: np.asarray(a) for name, a in arrays.items()}
np.savez(here / "stored.npz", **arrays)
np.savez_compressed(here / "deflated.npz", **arrays)
expected["stored.npz"] = expected["deflated.npz"] = {name: describe_array(a) for name, a in arrays.items()}
for version in ((1, 0), (2, 0), (3, 0)):
    array = np.asfortranarray(np.arange(6, dtype=">f8").reshape(3, 2))
    with open(here / f"fortran_big_v{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)
    expected[f"fortran_big_v{version[0]}.npy"] = {"": describe_array(array)}
np.save(here / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
(here / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")

if len(sys.argv) > 1:
    folder, checkpoints = pathlib.Path(sys.argv[1]), {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".pt", ".pth", ".th", ".tar", ".safetensors")):
        if path.suffix == ".safetensors":
            raw = path.read_bytes()
            end = 8 + struct.unpack("<Q", raw[:8])[0]
            entries = json.loads(raw[8:end])
            entries.pop("__metadata__", None)
            data = {k: (e["shape"], raw[end:][slice(*e["data_offsets"])]) for k, e in entries.items()}
        else:
            state = torch.load(path, map_location="cpu")
            state = state.get("state_dict", state)
            data = {k: (list(t.shape), t.contiguous().numpy().tobytes()) for k, t in state.items()}
        digest = hashlib.sha256()
        for key in sorted(data):
            digest.update(f"{key} {data[key][0]} ".replace(",", "").encode() + data[key][1])
        last = list(data)[-1]
        checkpoints[str(path.relative_to(folder))] = {"count": len(data), "sha256": digest.hexdigest(), "last": last, "lastShape": data[last][0]}
    (here / "checkpoints.json").write_text(json.dumps(checkpoints, indent=1) + "\n")
