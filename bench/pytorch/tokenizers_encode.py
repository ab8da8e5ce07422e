"""Hugging Face's tokenizers on the texts of a folder, one thread. Usage: tokenizers_encode.py FOLDER"""
import json
import os
import sys
import time
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer

from serve import serve

folder = Path(sys.argv[1])
texts = json.loads((folder / "texts.json").read_text())


def body(count):
    seconds, cpu_seconds = 0, 0
    for _ in range(count):
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        start, before = time.perf_counter(), time.process_time()
        for text in texts:
            tokenizer.encode(text, add_special_tokens=False)
        seconds += time.perf_counter() - start
        cpu_seconds += time.process_time() - before
    return {"seconds": seconds, "cpuSeconds": cpu_seconds}


serve({}, body)
