# spar:begin tags
"""Tags: what the articles are about, all together."""

from collections.abc import Sequence

from app.repositories.tags import TagRepository


class TagService:
    def __init__(self, tags: TagRepository) -> None:
        self._tags = tags

    def in_use(self) -> Sequence[str]:
        """Every tag that some article bears, once each."""
        return self._tags.in_use()
# spar:end
