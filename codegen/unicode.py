"""Classes of characters as the reference tokenisers know them: asks `tokenizers` 0.15.2 about every code point.

Run in a virtual environment beside Debian's PyTorch: python codegen/unicode.py > src/text/unicode.gen.ts
"""
from tokenizers import Regex, normalizers, pre_tokenizers


def bert(**wanted):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**off, **wanted}).normalize_str


def matches(pattern):
    split = pre_tokenizers.Split(Regex(pattern), "removed")
    return lambda c: not split.pre_tokenize_str(c)


clean, spaced, stripped = bert(clean_text=True), bert(handle_chinese_chars=True), bert(strip_accents=True)
words = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
CLASSES = {
    "letters": matches(r"\p{L}"),
    "numbers": matches(r"\p{N}"),
    "spaces": matches(r"\s"),
    "controls": lambda c: clean(c) == "",
    "marks": lambda c: stripped(c) == "",
    "punctuation": lambda c: len(words(f"a{c}b")) == 3,
    "ideographs": lambda c: spaced(c) != c,
    "astralDecompositions": lambda c: c > "\uffff" and stripped(c) not in (c, ""),
}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(n):
    return (base36(n // 36) if n >= 36 else "") + DIGITS[n % 36]


def ranges(member):
    """Gaps and lengths in turn, in base 36."""
    numbers, end, start = [], 0, None
    for cp in range(0x110001):
        inside = cp < 0x110000 and not 0xD800 <= cp < 0xE000 and member(chr(cp))
        if inside and start is None:
            start = cp
        if not inside and start is not None:
            numbers += [start - end, cp - start]
            start, end = None, cp
    return " ".join(base36(n) for n in numbers)


print("// Written by codegen/unicode.py; do not edit.")
print("/** Ranges of code points, gap before and length in turn, base 36: as `tokenizers` 0.15.2 has them. */")
print("export const UNICODE = {")
for name, member in CLASSES.items():
    print(f"  {name}:")
    text = ranges(member)
    pieces = [text[i : i + 120] for i in range(0, len(text), 120)]
    print(" +\n".join(f"    '{piece}'" for piece in pieces) + ",")
print("} as const;")
