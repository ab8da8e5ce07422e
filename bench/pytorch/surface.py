"""HD95, ASSD and NSD of the pair of masks of bench/fovea/surface.ts, by SciPy's exact distance transform of each surface."""
import sys

import numpy as np
from scipy import ndimage as nd

from serve import serve

side, spacing = 1024, (0.143, 0.143)
rx, ry = (200, 400) if sys.argv[1] == "lungs" else (90, 125)
y, x = np.mgrid[:side, :side]


def ellipses(dx, dy):
    return np.logical_or(*(((x - cx - dx) / rx) ** 2 + ((y - 500 - dy) / ry) ** 2 < 1 for cx in (260, 760)))


reference, predicted = ellipses(0, 0), ellipses(9, -7)


def surface(mask):
    return mask & ~nd.binary_erosion(mask)


def body(count):
    for _ in range(count):
        a, b = surface(reference), surface(predicted)
        to_a, to_b = (nd.distance_transform_edt(~s, sampling=spacing) for s in (a, b))
        ab, ba = to_b[a], to_a[b]
        both = np.concatenate([ab, ba])
        max(np.percentile(ab, 95), np.percentile(ba, 95)), both.mean(), (both <= 2).mean()


body(1)
serve({}, body)
