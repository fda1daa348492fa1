"""Labelled evidence: the core tier's requests as a collection names them, with what a case changes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"

COLLECTION = """
1 Register POST /users 201 6
2 Login POST /users/login 200 6
3 Login and Remember Token POST /users/login 200 7
4 Current User GET /user 200 5
5 Update User PUT /user 200 5
6 All Articles GET /articles 200 5
7 Articles by Author GET /articles?author=johnjacob 200 5
8 Articles Favorited by Username GET /articles?favorited=jane 200 5
9 Articles by Tag GET /articles?tag=dragons 200 5
10 Create Article POST /articles 201 13
11 Feed GET /articles/feed 200 5
12 All Articles GET /articles 200 17
13 All Articles with auth GET /articles 200 17
14 Articles by Author GET /articles?author=jane 200 17
15 Articles by Author with auth GET /articles?author=jane 200 17
16 Single Article by slug GET /articles/how-to-train-your-dragon 200 13
17 Articles by Tag GET /articles?tag=dragons 200 17
18 Update Article PUT /articles/how-to-train-your-dragon 200 13
19 Favorite Article POST /articles/how-to-train-your-dragon/favorite 200 15
20 Articles Favorited by Username GET /articles?favorited=jane 200 17
21 Articles Favorited by Username with auth GET /articles?favorited=jane 200 17
22 Unfavorite Article DELETE /articles/how-to-train-your-dragon/favorite 200 14
23 Create Comment for Article POST /articles/how-to-train-your-dragon/comments 201 6
24 All Comments for Article GET /articles/how-to-train-your-dragon/comments 200 7
25 All Comments for Article without login GET /articles/how-to-train-your-dragon/comments 200 7
26 Delete Comment for Article DELETE /articles/how-to-train-your-dragon/comments/1 204 0
27 Delete Article DELETE /articles/how-to-train-your-dragon 204 0
28 Register Celeb POST /users 201 6
29 Profile GET /profiles/celeb_jane 200 6
30 Follow Profile POST /profiles/celeb_jane/follow 200 7
31 Unfollow Profile DELETE /profiles/celeb_jane/follow 200 7
32 All Tags GET /tags 200 3
"""

_LINE = re.compile(r"(\d+) (.+) (GET|POST|PUT|DELETE) (\S+) (\d+) (\d+)")


def evidence(case: dict[str, Any]) -> dict[str, Any]:
    """The evidence of one case.

    `fail` changes the requests that it names by number: `"10-13,16 500"` fails them whole with that status,
    `"12 200 12"` fails 12 assertions; `null` is no answer. `only` keeps some requests; `omit` leaves keys out;
    `broken` and `kept` name required constraints.
    """
    requests: dict[int, dict[str, Any]] = {}
    for line in COLLECTION.strip().splitlines():
        found = _LINE.fullmatch(line)
        assert found is not None
        number, name, method, path, status, total = found.groups()
        requests[int(number)] = {
            "name": name, "method": method, "path": f"/api{path}", "status": int(status), "failed": 0,
            "total": int(total),
        }  # fmt: skip
    for change in case.get("fail", ()):
        which, status, *failed = change.split()
        for number in _numbers(which):
            request = requests[number]
            request["status"] = None if status == "null" else int(status)
            request["failed"] = int(failed[0]) if failed else request["total"]
    kept = _numbers(case.get("only", "1-32"))
    omitted = case.get("omit", ())
    shown = [{key: value for key, value in requests[number].items() if key not in omitted} for number in kept]
    found_out: dict[str, Any] = {"requests": shown}
    if "task" in case:
        found_out["task"] = case["task"]
    if "log" in case:
        found_out["server_log"] = case["log"]
    if "tail" in case:
        found_out["transcript_tail"] = case["tail"]
    if "broken" in case or "kept" in case:
        found_out["structural"] = {
            name: {"required": name in (*case.get("broken", ()), *case.get("kept", ())),
                   "compliant": name not in case.get("broken", ()), "findings": []}
            for name in ("framework", "architecture", "database", "orm")
        }  # fmt: skip
    return found_out


def _numbers(which: str) -> list[int]:
    numbers: list[int] = []
    for part in which.split(","):
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


def load(part: str) -> list[Any]:
    """Every case of one set as a pytest parameter: label and case."""
    found = []
    for path in sorted((CASES / part).glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        label = (data["category"], data.get("subcategory"))
        found += [pytest.param(label, case, id=f"{path.stem}: {case['why']}") for case in data["case"]]
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "labelled" in metafunc.fixturenames:
        metafunc.parametrize(("label", "labelled"), [*load("first"), *load("second"), *load("third")])


@pytest.fixture
def evidence_of() -> Any:
    return evidence
