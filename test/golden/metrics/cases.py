"""The generated cases of cases.ts, and the writing of compact goldens."""
import json
import math
from pathlib import Path


def lcg(seed):
    state = seed & 0xFFFFFFFF

    def draw():
        nonlocal state
        state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        return state >> 8

    return draw


def golden_case(i):
    draw = lcg(i * 7919 + 1)
    for _ in range(5):
        draw()
    n = 2 + draw() % 60
    levels = 1 if i % 50 == 0 else [2, 6, 30, 1 << 20][draw() % 4]
    percent = [2, 10, 40, 90][draw() % 4]
    step = levels // 3
    labels, a, b = [], [], []
    for _ in range(n):
        label = 1 if draw() % 100 < percent else 0
        shared = draw() % levels
        labels.append(label)
        a.append((shared + draw() % levels + label * step) / (3 * levels))
        b.append((shared + draw() % levels + label * (step // 2)) / (3 * levels))
    return labels, a, b


def shorten(x):
    if isinstance(x, (list, tuple)):
        return [shorten(y) for y in x]
    if x is None or isinstance(x, (str, bool)):
        return x
    x = float(x)
    if not math.isfinite(x):
        return None
    return int(x) if x == int(x) and abs(x) < 1e15 else float("%.13g" % x)


def write(script, name, columns, rows):
    """Rows of numbers under named columns, 13 digits each, null where undefined; one row a line."""
    path = Path(script).parent / name
    body = ",\n".join(json.dumps(shorten(list(row)), separators=(",", ":")) for row in rows)
    path.write_text('{"columns":%s,"rows":[\n%s\n]}\n' % (json.dumps(columns), body))
    print(path.name, path.stat().st_size)
