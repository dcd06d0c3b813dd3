"""Running programs and saying what they cost; for Linux and macOS."""

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

MIB = 2**20
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Spent:
    """What one run of a program cost: seconds, processor seconds, and MiB of its largest process.

    Child processes it waited for are counted.
    """

    seconds: float
    cpu: float
    peak: float
    output: str


def spend(command: Sequence[str], environment: Mapping[str, str]) -> Spent:
    """Run a program to its end; one that fails ends the benchmark, with what it said."""
    began = perf_counter()
    child = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    output = child.stdout.read()
    _pid, status, usage = os.wait4(child.pid, 0)
    seconds = perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    if child.returncode:
        shown = subprocess.run(command, env=environment, capture_output=True, text=True)
        sys.exit(f"{' '.join(map(str, command))}\n{shown.stdout}\n{shown.stderr}")
    cpu = usage.ru_utime + usage.ru_stime
    return Spent(seconds, cpu, usage.ru_maxrss * MAXRSS_UNIT / MIB, output)


@dataclass
class Job:
    """A job done in two ways, several times: the floor and the product."""

    name: str
    floor: list[Spent] = field(default_factory=list)
    product: list[Spent] = field(default_factory=list)

    def cells(self) -> list[str]:
        return [
            self.name,
            *(_times(way) for way in (self.floor, self.product)),
            *(self._ratio(what) for what in ("seconds", "cpu")),
            *(f"{max(run.peak for run in way):.0f}" for way in (self.floor, self.product)),
        ]

    def _ratio(self, what: str) -> str:
        return f"{_least(self.product, what) / _least(self.floor, what):.1f}"


def _least(runs: list[Spent], what: str) -> float:
    return min(getattr(run, what) for run in runs)


def _times(runs: list[Spent]) -> str:
    middle = statistics.median(run.seconds for run in runs)
    return f"{_least(runs, 'seconds'):.2f} / {middle:.2f}"


def print_jobs(jobs: Sequence[Job]) -> None:
    """A markdown table: seconds as minimum / median; the ratios are of the minima."""
    heads = [
        "job",
        "floor [s]",
        "product [s]",
        "ratio",
        "cpu ratio",
        "floor [MiB]",
        "product [MiB]",
    ]
    print(where_and_when() + "\n")
    print_rows([heads, *(job.cells() for job in jobs)])


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Rows as a markdown table; the first one is the head."""
    print(f"| {' | '.join(rows[0])} |")
    print("|---" + "|---:" * (len(rows[0]) - 1) + "|")
    for row in rows[1:]:
        print(f"| {' | '.join(row)} |")


def where_and_when() -> str:
    load = os.getloadavg()[0]
    return (
        f"{date.today()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, load {load:.1f} at the end"
    )
