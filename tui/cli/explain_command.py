"""`spar explain`: the root cause of a failed score, from its evidence alone."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from tasks.scorecard import Finding
from tui.cli.errors import InputError
from tui.cli.options import json_option
from tui.text import clean

_LARGEST = 32 << 20
_MOST = 12
"""Findings that are shown: what to mend first, not a list of everything."""


@click.command("explain")
@click.argument("file", metavar="EVIDENCE.json")
@json_option
def command(file: str, as_json: bool) -> None:
    """Name the category of a failure, the kind of logic error, and why."""
    from tasks.diagnosis.evidence import EvidenceFile
    from tasks.diagnosis.explain import explain

    path = Path(file)
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise InputError(f"{file} can't be read: it is no file")
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{file} is larger than {_LARGEST >> 20} MiB; cut the log")
        raw = path.read_bytes()
        evidence = msgspec.json.decode(raw, type=EvidenceFile)
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}") from error
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not evidence: {error}") from error
    found = explain(evidence)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    kind = found.category + (f" / {found.subcategory}" if found.subcategory else "")
    click.echo(f"{kind}   sure {found.confidence:.2f}")
    for reason in found.reasons:
        click.echo(f"  {clean(reason, one_line=True)}")
    for line in _findings(raw):
        click.echo(line)


class _Seen(msgspec.Struct, frozen=True):
    findings: tuple[Finding, ...] = ()


class _Findings(msgspec.Struct, frozen=True):
    structural: dict[str, _Seen] = {}


def _findings(raw: bytes) -> list[str]:
    """The structural findings that the evidence holds, with their layers; nothing where it holds none."""
    from tui.cli.finding_lines import FindingLines, finding_lines

    try:
        seen = msgspec.json.decode(raw, type=_Findings).structural.values()
    except msgspec.MsgspecError:
        return []
    writer = FindingLines()
    findings = [finding for verdict in seen for finding in verdict.findings][:_MOST]
    return [line for finding in findings for line in (*finding_lines(finding), *writer.below(finding))]
