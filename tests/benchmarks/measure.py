"""Check, time and write down. Run by run.py, in the environment that it makes."""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import re
import ssl
import subprocess
import sys
from datetime import datetime, timezone
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any

from correctness import verdict
from peers import PEERS
from report import markdown, plot

HERE = Path(__file__).parent

# Each turn should take about this long: enough to time, and short beside the noise of a shared machine.
TURN = 0.05
MOST_KEYS = 20_000


class Peer:
    """A signer in its own process, which waits while others have their turn."""

    def __init__(self, name: str) -> None:
        self.name = name
        command = [sys.executable, "-W", "ignore", str(HERE / "peers.py"), name]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.version = self._answer()
        self.verdict = "" if name.endswith((" alone", "alone, mixed keys")) else verdict(self.ask("check"))
        self._keys = 100
        self._keys = max(100, min(MOST_KEYS, int(TURN / self.turn())))

    def turn(self) -> float:
        """Seconds for one key."""
        return float(self.ask(f"time {self._keys}")) / self._keys

    def ask(self, task: str) -> Any:
        assert self._process.stdin
        self._process.stdin.write(f"{task}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def peers(rounds: int) -> dict[str, dict[str, Any]]:
    """Everyone in turn, round after round, each right behind the one that all are compared with."""
    base, *others = [Peer(name) for name in PEERS]
    times: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in others}
    for number in range(rounds):
        for peer in others:
            times[peer.name].append((base.turn(), peer.turn()))
        print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    ratios = {name: median(own / bases for bases, own in pairs) for name, pairs in times.items()}
    found = {base.name: _found(base, median(bases for pairs in times.values() for bases, _ in pairs), 1, ratios)}
    for peer in others:
        found[peer.name] = _found(peer, median(own for _, own in times[peer.name]), ratios[peer.name], ratios)
    return found


def _found(peer: Peer, seconds: float, ratio: float, ratios: dict[str, float]) -> dict[str, Any]:
    peer.close()
    return {
        "version": peer.version,
        "verdict": peer.verdict,
        "microseconds": seconds * 1e6,
        "presign_many_is_faster_by": ratio,
        "faster_than_boto3_by": ratios["boto3"] / ratio,
    }


def alone(*given: str) -> dict[str, float]:
    command = [sys.executable, str(HERE / "alone.py"), *given]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def files(links: int) -> dict[str, float]:
    """The best of five: what another program takes from this one says nothing of it."""
    before = load()
    return min((alone("file", str(links)) for _ in range(5)), key=lambda run: run["seconds"]) | before


def processes(links: int, rounds: int = 20) -> dict[str, float]:
    """One process and two in turn, each writing its own shard.

    The best of many short runs of each, as others use this machine too, and two need both its cores for a moment.
    """

    def seconds(count: int) -> float:
        command = [sys.executable, str(HERE / "shards.py"), str(links // 5), str(count)]
        return float(subprocess.run(command, capture_output=True, check=True).stdout)

    before = load()
    ones, twos = zip(*[(seconds(1), seconds(2)) for _ in range(rounds)], strict=True)
    return {"two_processes_are_faster_by": min(ones) / min(twos)} | before


def imports(rounds: int = 41) -> dict[str, Any]:
    """Milliseconds above a bare Python, in turn with it; all packages are compiled, as pip leaves them."""
    compileall.compile_dir(HERE.parents[1] / "cosnb", quiet=1)
    ours = (
        "import cosnb",
        "from cosnb.sigv4 import presign",
        "from cosnb import presign",
        "from cosnb import PresignForm",
    )
    wanted = ("", *ours, "import anywidget", "import boto3")
    times: dict[str, list[float]] = {what: [] for what in wanted}
    for _ in range(rounds):
        for what in wanted:
            timed = f"import time; begin = time.perf_counter()\n{what}\nprint(time.perf_counter() - begin)"
            out = subprocess.run([sys.executable, "-c", timed], capture_output=True, check=True).stdout
            times[what].append(float(out) * 1e3)
    form, base = times["from cosnb import PresignForm"], times["import anywidget"]
    found = {what: median(times[what]) for what in wanted if what}
    return {"milliseconds": found, "form_to_anywidget": median(map(truediv, form, base))}


def load() -> dict[str, float]:
    """Programs that wanted a core in the last minute, before this one began."""
    return {"load": os.getloadavg()[0]} if hasattr(os, "getloadavg") else {}


def machine() -> dict[str, str]:
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
        model = found[1] if found else model
    return {
        "processor": f"{model}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "openssl": ssl.OPENSSL_VERSION,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--only", default="peers,file,processes,imports,stages")
    given = parser.parse_args()
    sections = {
        "peers": lambda: {"rounds": given.rounds, "peers": peers(given.rounds)},
        "file": lambda: {"links": given.links, "file": files(given.links)},
        "processes": lambda: {"processes": processes(given.links)},
        "imports": lambda: {"imports": imports()},
        "stages": lambda: {"stages": alone("stages")},
    }
    date = f"{datetime.now(timezone.utc):%Y-%m-%d}"
    kept = HERE / "results" / f"{date}.json"
    found: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    found |= {"date": date, "machine": machine()}
    for section in given.only.split(","):
        found |= sections[section]()
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    kept.with_suffix(".md").write_text(markdown(found), "utf-8")
    kept.with_suffix(".svg").write_text(plot(found), "utf-8")
    print(markdown(found))


if __name__ == "__main__":
    main()
