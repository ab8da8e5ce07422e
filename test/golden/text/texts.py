"""Texts by a formula that test/parity/tokenizer-texts.ts computes as well, of pieces.json: all that trips a tokeniser up."""

import json
from pathlib import Path

PARTS = json.loads((Path(__file__).parent / "pieces.json").read_text())
WORDS, PIECES = PARTS["words"], PARTS["pieces"]


class Stream:
    """A linear congruential generator; 16 good bits a draw."""

    def __init__(self, seed):
        self.state = seed

    def draw(self, n):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 16) % n


def any_character(stream):
    point = stream.draw(0x110) * 0x1000 + stream.draw(0x1000) if stream.draw(3) == 0 else stream.draw(0x3100)
    return "\ufffd" if 0xD800 <= point < 0xE000 else chr(point)


def text(i):
    stream = Stream(i + 1)
    out = ""
    for _ in range(stream.draw(24)):
        kind = stream.draw(20)
        if kind < 8:
            word = WORDS[stream.draw(len(WORDS))]
            out += " " * stream.draw(2) + (word.upper() if stream.draw(8) == 0 else word)
        elif kind < 18:
            pool = PIECES[kind - 8]
            out += " " * stream.draw(2) + pool[stream.draw(len(pool))]
        else:
            out += any_character(stream)
    return out


def sentence(i):
    """To train on: common words are common."""
    stream = Stream(7919 * i + 3)
    count = 6 + stream.draw(12)
    words = [WORDS[min(stream.draw(len(WORDS)), stream.draw(len(WORDS)))] for _ in range(count)]
    extra = PIECES[stream.draw(len(PIECES))]
    return " ".join(words).capitalize() + (" " + extra[stream.draw(len(extra))] if stream.draw(4) == 0 else "") + "."
