"""The Python end of bench/worker.ts: answers each count on standard input with the time that body(count) took."""
import json
import re
import sys
import time


def say(line):
    print(json.dumps(line), flush=True)


def status_bytes(counter):
    return int(re.search(rf"{counter}:\s+(\d+) kB", open("/proc/self/status").read())[1]) * 1024


def serve(hello, body):
    say(hello)
    for line in sys.stdin:
        count = int(line)
        start, before = time.perf_counter(), time.process_time()
        extra = body(count)
        seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - before
        say({"seconds": seconds, "cpuSeconds": cpu_seconds, "count": count, **(extra or {})})
    say({"peakBytes": status_bytes("VmHWM")})
