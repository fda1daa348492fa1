"""The score cache gives back what was put there, and never trips over what it finds on disk."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from sandbox.judge.cache import SEEDS, ScoreCache
from tasks.scorecard import Evidence, Functional, Scorecard, ScoreDetail, Structural, Tally, Verdict

KEPT = Verdict(True, True)
KEY = "ab" + "0" * 62


def detail(seed: int, log: str = "") -> ScoreDetail:
    card = Scorecard(
        task="flask/none",
        seed=seed,
        functional=Functional(Tally(1, 2), Tally(0, 1)),
        structural=Structural(KEPT, KEPT, KEPT, KEPT),
        a_percent=0.5,
        strict_a_percent=0.5,
        passed=False,
        failures=(),
        timings={"total_s": 1.0},
    )
    return ScoreDetail(card, Evidence(server_log=log))


def test_results_are_found_by_key_and_seed(tmp_path):
    cache = ScoreCache(tmp_path)
    cache.put(KEY, detail(7))
    cache.put(KEY, detail(8))
    assert cache.get(KEY, 7) == detail(7)
    assert cache.get(KEY) == detail(8)
    assert cache.get(KEY, 9) is None
    assert cache.get("cd" + KEY[2:]) is None


def test_a_new_result_takes_the_place_of_the_old_one_with_its_seed(tmp_path):
    cache = ScoreCache(tmp_path)
    cache.put(KEY, detail(7, "old"))
    cache.put(KEY, detail(7, "new"))
    assert cache.get(KEY, 7) == detail(7, "new")


def test_a_key_keeps_a_bounded_number_of_results(tmp_path):
    cache = ScoreCache(tmp_path)
    for seed in range(SEEDS + 3):
        cache.put(KEY, detail(seed))
    assert cache.get(KEY, 0) is None
    assert cache.get(KEY, SEEDS + 2) is not None


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"rubbish", zlib.compress(b"[1, 2]"), zlib.compress(b"[" * 100_000), zlib.compress(b" " * (40 << 20))],
)
def test_a_corrupted_file_counts_as_absent_and_is_written_anew(rubbish, tmp_path):
    cache = ScoreCache(tmp_path)
    cache.put(KEY, detail(7))
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(rubbish)
    assert cache.get(KEY) is None
    cache.put(KEY, detail(7))
    assert cache.get(KEY) == detail(7)


def test_a_file_cut_short_counts_as_absent(tmp_path):
    cache = ScoreCache(tmp_path)
    cache.put(KEY, detail(7))
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-5])
    assert cache.get(KEY) is None


def test_the_oldest_scores_leave_when_there_is_no_room(tmp_path):
    cache = ScoreCache(tmp_path, room=1)
    keys = [f"{number:02x}" + "0" * 62 for number in range(3)]
    for age, key in enumerate(keys):
        ScoreCache(tmp_path).put(key, detail(7))
        for file in (tmp_path / key[:2]).iterdir():
            os.utime(file, (age, age))
    size = sum(file.stat().st_size for file in tmp_path.rglob("*.z"))
    ScoreCache(tmp_path, room=size - 1).sweep()
    assert cache.get(keys[0]) is None
    assert cache.get(keys[2]) is not None


def test_a_folder_that_cannot_be_written_loses_the_score_and_nothing_else(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = ScoreCache(Path(blocked))
    cache.put(KEY, detail(7))
    assert cache.get(KEY) is None
