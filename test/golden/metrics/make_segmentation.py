"""Goldens of the segmentation metrics, from SciPy's ndimage and scikit-image on generated masks: python3 make_segmentation.py,
by the Python of a virtual environment beside Debian's PyTorch"""
import json
from pathlib import Path

import numpy as np
from scipy import ndimage as nd
from skimage import measure

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


def ratio(part, whole):
    return part / whole if whole else None


def policies(value, a, b):
    """A metric under 'punish', 'skip both empty' and 'skip empty reference'."""
    both_there = a.any() and b.any()
    return [value if both_there else 0, None if not (a.any() or b.any()) else value if both_there else 0, value if both_there else None if not a.any() else 0]


def lesions(mask, other):
    """Area of each connected region, and whether any of its pixels is in the other mask; by scikit-image."""
    labels = measure.label(mask, connectivity=mask.ndim)
    return [(len(r.coords), bool(other[tuple(r.coords.T)].any())) for r in measure.regionprops(labels)]


def f1(lesion_list, region_list):
    if not lesion_list and not region_list:
        return None
    sensitivity, precision = (np.mean([hit for _, hit in each]) if each else 0 for each in (lesion_list, region_list))
    return 2 * sensitivity * precision / (sensitivity + precision) if sensitivity + precision else 0


rows, sets = [], []
for i in range(1000):
    a, b, spacing = golden_masks(i)
    both = (a & b).sum()
    there = a.any() or b.any()
    dice, iou = (2 * both / (a.sum() + b.sum()), both / (a | b).sum()) if there else (1, 1)
    row = [dice, iou]
    nsd = None
    if a.any() and b.any():
        sa, sb = surface(a), surface(b)
        da, db = (nd.distance_transform_edt(~s, sampling=spacing) for s in (sa, sb))
        ab, ba = db[sa], da[sb]
        nsd = (np.concatenate([ab, ba]) <= 1.3).mean()
        row += [max(np.percentile(ab, 95), np.percentile(ba, 95)), max(ab.max(), ba.max()), np.concatenate([ab, ba]).mean(), nsd]
    else:
        row += [None] * 4
    cube = np.ones([3] * a.ndim)
    (la, na), (lb, nb) = nd.label(a, cube), nd.label(b, cube)
    row += [na, len(set(la[b > 0]) - {0}), nb, nb - len(set(lb[a > 0]) - {0})]
    row += policies(dice, a, b) + policies(iou, a, b) + [nsd if a.any() and b.any() else 0 if a.any() else None]
    of_a, of_b = lesions(a, b), lesions(b, a)
    row += [f1(of_a, of_b), sum(n for n, hit in of_a if hit), sum(n for n, hit in of_b if hit), max([n for n, _ in of_a], default=0)]
    rows.append(row)
    sets.append((a, b, of_a, of_b))
columns = ["dice", "iou", "hd95", "hd", "assd", "nsd", "lesions", "found", "regions", "falseAlarms"]
columns += ["dicePunish", "diceSkipBothEmpty", "dicePositives", "iouPunish", "iouSkipBothEmpty", "iouPositives", "nsdPositives"]
columns += ["lesionF1", "foundArea", "rightArea", "largestLesion"]
write(__file__, "segmentation.json", columns, rows)

# sets of 20 masks: what a test set reaches as a whole; the last set has empty references only
ENDS = [0, 0.0025, 0.01, 0.04, np.inf]
empty = [i for i, (a, *_) in enumerate(sets) if not a.any()][:20]
groups = [list(range(g, g + 20)) for g in range(0, 200, 20)] + [empty]
table = []
for group in groups:
    own = [sets[i] for i in group]
    a_sum, b_sum, both = (sum(f(a, b) for a, b, *_ in own) for f in (lambda a, b: a.sum(), lambda a, b: b.sum(), lambda a, b: (a & b).sum()))
    found = [(n / a.size, hit) for a, _, of_a, _ in own for n, hit in of_a]
    marked = [(n, hit) for *_, of_b in own for n, hit in of_b]
    healthy = [not b.any() for a, b, *_ in own if not a.any()]
    row = [ratio(2 * both, a_sum + b_sum), ratio(sum(healthy), len(healthy)), ratio(sum(hit for _, hit in found), len(found))]
    row += [ratio(sum(hit for _, hit in marked), len(marked)), f1(found, marked), sum(not hit for _, hit in marked) / len(own)]
    for low, high in zip(ENDS, ENDS[1:]):
        inside = [hit for share, hit in found if low <= share < high]
        scores = [2 * (a & b).sum() / (a.sum() + b.sum()) for a, b, *_ in own if a.any() and low <= a.sum() / a.size < high]
        row += [ratio(sum(inside), len(inside)), ratio(sum(scores), len(scores))]
    table.append(row)
columns = ["pooledDice", "leftEmpty", "sensitivity", "precision", "f1", "falseAlarms"]
columns += [f"{name}{s}" for s in range(4) for name in ("found", "dice")]
write(__file__, "segmentation_sets.json", columns, table)
(Path(__file__).parent / "segmentation_groups.json").write_text(json.dumps(groups) + "\n")
