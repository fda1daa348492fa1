"""What a program that did not start seems to need is hinted at only where its log says so."""

from __future__ import annotations

from sandbox.judge.program_settings import ProgramSettings
from tasks.scorecard import Assertion, Failure, Functional, Scorecard, Structural, Tally, Verdict
from tui.cli.hints import hint


def test_line_ends_are_no_package_that_lies_in_the_directory() -> None:
    def hinted(module: str) -> str:
        fell = Assertion("a", "core", "users", "1", False, "the server never became healthy")
        kept = Verdict(False, True)
        why = (f"ModuleNotFoundError: No module named {module}",)
        failure = Failure("server_startup_failure", None, "", why, 0.9, ("a",), None, "")
        card = Scorecard(
            task="flask/none", seed=1, functional=Functional(Tally(0, 1), Tally(0, 0), (fell,)),
            structural=Structural(kept, kept, kept, kept), a_percent=0.0, strict_a_percent=0.0, passed=False,
            failures=(failure,), timings={},
        )  # fmt: skip
        return hint(card, ProgramSettings(port=8080))

    assert "--install" in hinted("'attrs'")
    assert "--install" not in hinted(r"'\r'")
