"""Goldens of the segmentation metrics, from SciPy's ndimage on generated masks: python3 make_segmentation.py"""
import numpy as np
from scipy import ndimage as nd

from cases import lcg, write


def golden_masks(i):
    """Two masks, 2-D or 3-D, of up to three boxes each; the second is a shifted copy with a box of its own, or empty."""
    draw = lcg(i * 101 + 7)
    for _ in range(5):
        draw()
    shape = [6 + draw() % 14 for _ in range(2 + draw() % 2)]
    spacing = [[1, 0.5, 0.7, 2.5][draw() % 4] for _ in shape]

    def boxes(count):
        out = []
        for _ in range(count):
            low = [draw() % length for length in shape]
            size = [1 + draw() % 6 for _ in shape]
            out.append((low, size))
        return out

    shared, a_only, b_only = boxes(draw() % 3), boxes(draw() % 2), boxes(draw() % 2)
    shift = [draw() % 3 - 1 for _ in shape]

    def paint(mask, items, move):
        for low, size in items:
            mask[tuple(slice(max(0, l + m), max(0, l + m) + s) for l, m, s in zip(low, move, size))] = 1

    a, b = np.zeros(shape, int), np.zeros(shape, int)
    paint(a, shared + a_only, [0] * len(shape))
    paint(b, shared, shift)
    paint(b, b_only, [0] * len(shape))
    return a, b, spacing


def surface(mask):
    return mask.astype(bool) & ~nd.binary_erosion(mask)


rows = []
for i in range(1000):
    a, b, spacing = golden_masks(i)
    both = (a & b).sum()
    row = [2 * both / (a.sum() + b.sum()) if a.any() or b.any() else 1, both / (a | b).sum() if a.any() or b.any() else 1]
    if a.any() and b.any():
        sa, sb = surface(a), surface(b)
        da, db = (nd.distance_transform_edt(~s, sampling=spacing) for s in (sa, sb))
        ab, ba = db[sa], da[sb]
        row += [max(np.percentile(ab, 95), np.percentile(ba, 95)), max(ab.max(), ba.max()), np.concatenate([ab, ba]).mean(),
                (np.concatenate([ab, ba]) <= 1.3).mean()]
    else:
        row += [None] * 4
    cube = np.ones([3] * a.ndim)
    (la, na), (lb, nb) = nd.label(a, cube), nd.label(b, cube)
    row += [na, len(set(la[b > 0]) - {0}), nb, nb - len(set(lb[a > 0]) - {0})]
    rows.append(row)
write(__file__, "segmentation.json", ["dice", "iou", "hd95", "hd", "assd", "nsd", "lesions", "found", "regions", "falseAlarms"], rows)
