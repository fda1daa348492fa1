"""A key is given, used until the program ends, and never shown."""

from __future__ import annotations

from picker_app import at_picker
from piloting import drawn, settled

from sandbox.models import keys

SECRET = "sk-not-a-real-key-123456"


async def test_a_key_is_masked_while_typed_and_kept_for_the_session() -> None:
    async with at_picker() as (pilot, _):
        await pilot.press("K")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*SECRET)
        assert SECRET not in drawn(pilot)
        assert "sk-" not in drawn(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert keys.key_for("anthropic") == SECRET
        assert "a key is set" in drawn(pilot)
        assert "sk-" not in drawn(pilot)


async def test_escape_gives_nothing_and_an_empty_key_forgets() -> None:
    keys.remember_for_session("anthropic", SECRET)
    async with at_picker() as (pilot, _):
        await pilot.press("K")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"other", "escape")
        await pilot.pause()
        assert keys.key_for("anthropic") == SECRET
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await settled(pilot)
        assert keys.key_for("anthropic") is None
        assert "ANTHROPIC_API_KEY" in drawn(pilot)
