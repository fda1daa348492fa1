"""How long the structural verifier takes: `python tests/benchmarks/bench_structural.py`.

Medians of processor time in ms, which a busy machine blurs less than the clock; on a quiet one they are the same, for
nothing here waits.

Bounds that the design names: the largest reference below 150 ms cold, below 20 ms after one changed file, 1,000 files
below 3 s.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from tasks.catalogue import all_tasks, find
from tasks.reference.compose import reference
from tasks.structural.cache import FactCache
from tasks.structural.verify import verify


def median_ms(run: Callable[[], object], times: int) -> float:
    """The median of so many runs, in milliseconds of processor time."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.process_time()
        run()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def largest(language: str, constraint: str = "") -> str:
    """The task whose reference holds the most bytes, of those with this constraint."""
    sizes = {
        name: sum(map(len, reference(task).values()))
        for name, task in all_tasks().items()
        if task.language == language and constraint in name
    }
    return max(sizes, key=lambda name: sizes[name])


def thousand_files(language: str) -> dict[str, bytes]:
    """One reference, copied side by side until it has 1,000 files."""
    task = find(largest(language))
    build = reference(task)
    files = dict(build)
    copy = 0
    while len(files) < 1000:
        copy += 1
        mark = b"# %d\n" % copy if language == "python" else b"// %d\n" % copy
        files |= {f"copy{copy}/{path}": mark + data for path, data in build.items() if path.endswith((".py", ".js"))}
    return files


def cold_read(files: dict[str, bytes], name: str) -> Callable[[], object]:
    return lambda: verify(files, find(name), FactCache())


def after_one_change(files: dict[str, bytes], name: str) -> Callable[[], object]:
    task, cache = find(name), FactCache()
    verify(files, task, cache)
    path = max(files, key=lambda p: len(files[p]) if p.endswith((".py", ".js")) else 0)
    rounds = iter(range(1, 1_000_000))

    def run() -> object:
        remark = b"\n# %d" if path.endswith(".py") else b"\n// %d"
        return verify({**files, path: files[path] + remark % next(rounds)}, task, cache)

    return run


def main() -> None:
    print(f"{'':<44}{'cold':>8}{'changed':>9}")
    for language in ("python", "node"):
        # Layers are followed in the clean ones alone.
        for name in dict.fromkeys((largest(language), largest(language, "clean"))):
            files = reference(find(name))
            cold = median_ms(cold_read(files, name), 7)
            changed = median_ms(after_one_change(files, name), 15)
            print(f"{name} ({len(files)} files)".ljust(44) + f"{cold:>8.0f}{changed:>9.1f}")
        many = thousand_files(language)
        cold = median_ms(cold_read(many, largest(language)), 1)
        changed = median_ms(after_one_change(many, largest(language)), 1)
        print(f"the first, {len(many)} files".ljust(44) + f"{cold:>8.0f}{changed:>9.1f}")


if __name__ == "__main__":
    main()
