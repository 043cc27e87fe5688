"""How benches measure and tell: pairs in turn, medians, ratios; peaks of memory of a process and all below it."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

# what the tests share is there for a script that imports this first
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

ROUNDS = 3
_GIB = 1 << 30


def seconds_of(work: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Return the medians of ``rounds`` calls of each, taken in turn."""
    turns = [[seconds_of(work) for work in works] for _ in range(rounds)]
    return [statistics.median(turn[index] for turn in turns) for index in range(len(works))]


def copy_state(state: Path, to: Path) -> None:
    """Copy a state folder whose server is stopped; the cluster stays its owner's, who may be another than this process."""
    subprocess.run(["cp", "--archive", state, to], check=True)


class Peak:
    """The largest resident memory, in GiB, of this process and all below it while the block runs; looked at ten times a second.

    Shared pages (of PostgreSQL's processes) count once for each process, so it is an upper bound.
    """

    def __enter__(self) -> Peak:
        self.gib, self._ended = 0.0, threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watch.join()

    def _look(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(0.1):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            self.gib = max(self.gib, total / _GIB)


def tell(title: str, pairs: Sequence[tuple[str, float, float]], beside: Mapping[str, Any] | None = None) -> None:
    """Print pairs of seconds with their ratios as a table, and ratios and what stands beside as one JSON object; keep that object."""
    table = Table("what / against what", "seconds", "seconds", "ratio", title=title)
    for name, one, other in pairs:
        table.add_row(name, f"{one:.3f}", f"{other:.3f}", f"{one / other:.2f}")
    Console().print(table)
    keep(title, {name: round(one / other, 3) for name, one, other in pairs} | dict(beside or {}))


def keep(title: str, results: Mapping[str, Any], part: str = "") -> None:
    """Print what a bench (or a ``part`` of it) found as one JSON object; with ``SEIKA_BENCH_KEEP`` that file keeps it by its name."""
    Console().print_json(json.dumps(results))
    if not os.environ.get("SEIKA_BENCH_KEEP"):
        return
    kept = Path(os.environ["SEIKA_BENCH_KEEP"])
    told = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    told[f"{Path(sys.argv[0]).stem}{part}"] = {"title": title, "day": time.strftime("%Y-%m-%d"), "machine": machine(), "results": results}
    kept.write_text(json.dumps(told, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def machine() -> str:
    """Return processor, cores, memory and Python of this machine, and how many wanted its cores in the last quarter of an hour."""
    models = [line for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
    model = models[0].partition(":")[2].strip() if models else platform.machine()
    memory = psutil.virtual_memory().total / _GIB
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {os.getloadavg()[2]:.1f}"
