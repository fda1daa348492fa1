"""Runs the story against a server and reports every assertion exactly once, whatever the server does."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tasks.functional.answer import Answer, short
from tasks.functional.chapters import extended
from tasks.functional.client import Client
from tasks.functional.curl import curl
from tasks.functional.environment import Environment, Report
from tasks.functional.expect import is_token
from tasks.functional.fixtures import fixtures
from tasks.functional.leaks import Leaks
from tasks.functional.specs import Scripted, Spec, checks_of, script
from tasks.functional.story import Check, Keep, Raw, Restart, Rows, Send, Step
from tasks.functional.world import Unknown, World

RESPONSE_SHOWN = 4 << 10
LOG_SHOWN = 8 << 10
LATE_LOGS = 20
"""How many answers of 500 or more are given a moment for their traceback to reach the log."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for one request, for the suite, and how many time-outs in a row end it."""

    request: float = 5.0
    suite: float = 90.0
    timeouts: int = 3


class GivenUp(Exception):
    """The rest of the suite is not run; the message says why."""


def run(
    host: str,
    port: int,
    seed: int,
    environment: Environment,
    report: Report,
    base: str = "/api",
    patience: Patience = Patience(),
) -> None:
    """Core on an empty store, then extended. Reports as it goes; nothing that the server does makes it raise."""
    suite = _Suite(host, port, seed, environment, report, base, patience)
    for scripted in script(environment.database is not None):
        suite.play(scripted)
    suite.client.close()


class _Suite:
    def __init__(
        self, host: str, port: int, seed: int, environment: Environment, report: Report, base: str, patience: Patience
    ) -> None:
        self.client = Client(host, port)
        self._url = f"http://{host}:{port}"
        self._base = base
        self._environment = environment
        self._report = report
        self._patience = patience
        self._end = time.monotonic() + patience.suite
        self._world = World(fixtures(seed), extended.DERIVED)
        self._leaks = Leaks(secret for name, secret in fixtures(seed).items() if name.endswith("_password"))
        self._causes: dict[str, str] = {}
        self._timeouts = 0
        self._late_logs = LATE_LOGS
        self._given_up = ""

    def play(self, scripted: Scripted) -> None:
        """One scene: do it, report its exchanges, then its assertions."""
        checks = checks_of(scripted.scene)
        try:
            reasons = self._reasons(scripted, checks)
        except GivenUp as over:
            reasons = {check.name: f"not reached: {over}" for check in checks}
        for spec, check in zip(scripted.specs, checks, strict=True):
            self._conclude(spec, reasons[check.name])

    def _reasons(self, scripted: Scripted, checks: tuple[Check, ...]) -> dict[str, str]:
        """Why each check failed, "" where it holds, by the check's name."""
        self._go_on()
        scene = scripted.scene
        if isinstance(scene, Step):
            return self._step(scene)
        try:
            if isinstance(scene, Restart):
                words = self._restart()
            elif isinstance(scene, Rows):
                words = self._rows(scene)
            else:
                words = self._leaks.words()
        except Unknown as unknown:
            words = _never_came(unknown)
        return {check.name: words for check in checks}

    def _step(self, step: Step) -> dict[str, str]:
        reasons = {check.name: "" for check in step.checks}
        for send in step.sends:
            try:
                world = self._world.with_local(send.local)
                answer = self._send(step, send, world)
            except Unknown as unknown:
                return {name: f"not sent: {_never_came(unknown)}" for name in reasons}
            self._leaks.look(answer)
            for check in step.checks:
                reasons[check.name] = reasons[check.name] or _judged(check, answer, world)
            self._keep((*step.keep, *(keep for check in step.checks for keep in check.keep)), answer)
            if any(reasons.values()):
                break
        return reasons

    def _send(self, step: Step, send: Send, world: World) -> Answer:
        self._go_on()
        target = self._base + world.path(send.path)
        headers, body = _payload(send, world)
        if step.pause and send.method != "GET":
            time.sleep(step.pause)
        mark = self._environment.log_mark()
        began = time.monotonic()
        seconds = max(0.05, min(self._patience.request, self._end - began))
        answer = self.client.send(send.method, target, headers, body, seconds=seconds)
        took = time.monotonic() - began
        self._timeouts = self._timeouts + 1 if answer.timed_out else 0
        self._report(
            {
                "event": "exchange",
                "request": step.label,
                "method": send.method,
                "path": short(target, RESPONSE_SHOWN),
                "curl": short(curl(send.method, self._url + target, headers, body), 2 * RESPONSE_SHOWN),
                "status": answer.status,
                "response": _shown(answer),
                "log": self._log(mark, answer),
                "milliseconds": round(took * 1000, 2),
                "expected": str(step.status),
            }
        )
        return answer

    def _go_on(self) -> None:
        """Raises GivenUp where the server has used up our patience."""
        if not self._given_up and self._timeouts >= self._patience.timeouts:
            self._given_up = f"{self._timeouts} requests in a row timed out"
        if not self._given_up and time.monotonic() >= self._end:
            self._given_up = f"the suite's {self._patience.suite:g} s were over"
        if self._given_up:
            raise GivenUp(self._given_up)

    def _log(self, mark: int, answer: Answer) -> str:
        """What the server logged meanwhile; some frameworks log a traceback only after their 500 is out."""
        log = self._environment.log_since(mark)
        if answer.status is not None and answer.status >= 500 and self._late_logs > 0:
            self._late_logs -= 1
            time.sleep(0.02)
            log = self._environment.log_since(mark)
        log = log.encode("utf-8", "replace").decode("utf-8")
        return log if len(log) <= LOG_SHOWN else "… cut …\n" + log[-LOG_SHOWN:]

    def _keep(self, keeps: tuple[Keep, ...], answer: Answer) -> None:
        for keep in keeps:
            value = _usable(keep, answer)
            if value is not None:
                self._world.keep(keep.name, value)

    def _restart(self) -> str:
        self.client.close()
        return (
            ""
            if self._environment.restart()
            else "expected the server to be healthy again after a restart; it never was"
        )

    def _rows(self, rows: Rows) -> str:
        present = {self._world.text(name): name for name in rows.present}
        absent = {self._world.text(name): name for name in rows.absent}
        found = self._environment.found_in_database([*present, *absent])
        if found is None:
            return "expected the prescribed database to hold the data; it can't be read"
        if missing := [value for value in present if value not in found]:
            return (
                f"expected a row of the database with {short(json.dumps(missing[0], ensure_ascii=False))}; none has it"
            )
        if left := [value for value in absent if value in found]:
            return f"expected no row of the database with {short(json.dumps(left[0], ensure_ascii=False))}; one has it"
        return ""

    def _conclude(self, spec: Spec, reason: str) -> None:
        cause = next((self._causes[name] for name in spec.depends_on if name in self._causes), None) if reason else None
        if reason:
            self._causes[spec.id] = cause or spec.id
        self._report(
            {
                "event": "assertion",
                "id": spec.id,
                "tier": spec.tier,
                "group": spec.group,
                "request": spec.request,
                "passed": not reason,
                "reason": reason,
                "caused_by": cause,
            }
        )


def _judged(check: Check, answer: Answer, world: World) -> str:
    try:
        return next((words for expect in check.expect if (words := expect.judge(answer, world))), "")
    except Unknown as unknown:
        return _never_came(unknown)


def _never_came(unknown: Unknown) -> str:
    return f"an earlier answer never gave a usable value for `{unknown.args[0]}`"


def _payload(send: Send, world: World) -> tuple[Mapping[str, str], bytes | None]:
    headers: dict[str, str] = {}
    if send.auth:
        headers["Authorization"] = world.text(send.auth)
    if isinstance(send.body, Raw):
        body: bytes | None = send.body.text.encode()
    elif send.body is not None:
        body = json.dumps(world.json(send.body), ensure_ascii=False).encode()
    else:
        body = None
    if body is not None:
        headers["Content-Type"] = "application/json"
    return headers, body


def _shown(answer: Answer) -> str:
    if answer.status is None:
        return answer.trouble
    text = answer.body[: RESPONSE_SHOWN + 4].decode("utf-8", "replace")
    return short(text, RESPONSE_SHOWN)


def _usable(keep: Keep, answer: Answer) -> str | None:
    """The value to keep, or None where a hostile or broken server gave nothing that can be sent again."""
    value = answer.at(keep.path)
    if keep.kind == "number":
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63
        return str(value) if fits else None
    if not isinstance(value, str) or not 0 < len(value) <= 8192:
        return None
    return value if keep.kind == "word" or is_token(value) else None
