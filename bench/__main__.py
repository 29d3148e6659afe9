"""`python -m bench`: every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys

BENCHMARKS = (
    "start",
    "explain",
    "retrieval",
    "relay_latency",
    "step",
    "board_latency",
    "kpi_cost",
    "worklist",
    "sla_watch",
    "ingest",
    "renewals",
    "surveys",
    "calls",
)


def main() -> int:
    """How many failed; the others still run."""
    failed = 0
    for name in BENCHMARKS:
        print(f"== {name}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
