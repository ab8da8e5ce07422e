"""PIL's antialiased BILINEAR, for src/image/decode.test.ts: a drawn test picture in full, and statistics of real X-rays
(their pixels may not be passed on).

    /usr/bin/python3 test/golden/image/make_pil_resize.py
"""
import csv, json, os
import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../../../shared/data/nih_cxr320")

y, x = np.mgrid[0:150, 0:201]
picture = (x // 2 + y // 2 + 60 * ((x // 11 + y // 13) % 2)).astype(np.uint8)
out = {"picture": {"width": 201, "height": 150, "resized": []}, "xrays": []}
for w, h in ((32, 24), (67, 150), (260, 180)):
    small = np.asarray(Image.fromarray(picture).resize((w, h), Image.BILINEAR))
    step = max(1, small.size // 800)
    out["picture"]["resized"].append({"width": w, "height": h, "step": step, "values": small.ravel()[::step].tolist()})

rows = list(csv.DictReader(open(os.path.join(DATA, "labels.csv"))))[:200:20]
for row in rows:
    image = Image.open(os.path.join(DATA, "images", row["file"])).convert("L").resize((224, 224), Image.BILINEAR)
    values = np.asarray(image).astype(np.float64)
    across, down = np.abs(np.diff(values, axis=1)).mean(), np.abs(np.diff(values, axis=0)).mean()
    out["xrays"].append({"file": row["file"], "mean": values.mean(), "sd": values.std(), "across": across, "down": down})

with open(os.path.join(HERE, "pil_resize.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
