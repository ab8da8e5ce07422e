"""Tokenisers of Hugging Face's `tokenizers` 0.15.2, trained on `sentence` and asked about `text` of texts.py.

Run in a virtual environment beside Debian's PyTorch: python make_tokenizers.py > tokenizers.json
"""
import json

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from texts import sentence, text

TEXTS = [text(i) for i in range(1200)]
SENTENCES = [sentence(i) for i in range(400)]


def fnv(numbers):
    h = 0x811C9DC5
    for n in numbers:
        h = ((h ^ n) * 0x01000193) % 2**32
    return h


def bytes_of(s):
    return s.encode("utf-8")


def by_eight(lists):
    """One hash for eight lists, each ended by its length."""
    return [fnv(n for x in lists[i : i + 8] for n in [*x, len(x)]) for i in range(0, len(lists), 8)]


def trained(tokenizer, trainer):
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


def wordpiece(vocab_size, **options):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**options)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trained(tokenizer, trainers.WordPieceTrainer(vocab_size=vocab_size, min_frequency=2, special_tokens=special))
    ids = {token: tokenizer.token_to_id(token) for token in special}
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"]))
    return tokenizer


def byte_pair(vocab_size, prefix_space):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix_space)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    options = dict(min_frequency=2, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet)
    return trained(tokenizer, trainers.BpeTrainer(vocab_size=vocab_size, **options))


def answers(tokenizer):
    ids = [tokenizer.encode(t, add_special_tokens=False).ids for t in TEXTS]
    return {
        "json": json.loads(tokenizer.to_str()),
        "ids": by_eight(ids),
        # every tenth of them with its special tokens
        "decoded": by_eight([bytes_of(tokenizer.decode(x, skip_special_tokens=i % 10 > 0)) for i, x in enumerate(ids)]),
    }


def pairs(tokenizer):
    """Hashes of ids and token types of two texts under one length, and of one text."""
    out = []
    for i in range(200):
        tokenizer.enable_truncation(max_length=5 + i % 40, strategy="longest_first")
        both, one = tokenizer.encode(TEXTS[i], TEXTS[i + 1]), tokenizer.encode(TEXTS[i])
        out.append([fnv(both.ids), fnv(both.type_ids), fnv(one.ids)])
    tokenizer.no_truncation()
    return out


def normalised():
    """For every 256 code points, the hash of what BERT makes of `a`, the character, and a combining mark."""
    normalize = normalizers.BertNormalizer(lowercase=True).normalize_str
    words = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    blocks = []
    for start in list(range(0, 0x32000, 256)) + [0xE0000, 0xE0100, 0x10FF00]:
        points = [p for p in range(start, start + 256) if not 0xD800 <= p < 0xE000]
        found = ["|".join(w for w, _ in words(normalize(f"a{chr(p)}b\u0301"))) for p in points]
        blocks.append(fnv(bytes_of("\n".join(found))))
    return blocks


uncased = wordpiece(300, lowercase=True)
print(
    json.dumps(
        {
            "uncased": {**answers(uncased), "pairs": pairs(uncased)},
            "raw": answers(wordpiece(400, clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)),
            "bytes": answers(byte_pair(520, False)),
            "prefixed": answers(byte_pair(360, True)),
            "normalised": normalised(),
        },
        ensure_ascii=True,
        separators=(",", ":"),
    )
)
