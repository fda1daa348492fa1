"""Everything that is kept, guarded by one lock because requests come in several threads."""

import threading
from dataclasses import dataclass, field
from itertools import count

# spar:begin articles
from app.models.article import Article
# spar:end
# spar:begin comments
from app.models.comment import Comment
# spar:end
from app.models.profile import Profile
from app.models.user import User


@dataclass
class Store:
    """Articles and comments lie here without their viewer's flags, which change from viewer to viewer."""

    users: dict[int, User] = field(default_factory=dict)
    # spar:begin articles
    articles: dict[int, Article] = field(default_factory=dict)
    # spar:end
    # spar:begin comments
    comments: dict[int, Comment] = field(default_factory=dict)
    # spar:end
    follows: set[tuple[int, int]] = field(default_factory=set)
    """Pairs of follower and followed."""
    # spar:begin articles
    favorites: set[tuple[int, int]] = field(default_factory=set)
    """Pairs of article and user."""
    # spar:end
    lock: threading.RLock = field(default_factory=threading.RLock)
    _numbers: count = field(default_factory=lambda: count(1))

    def next_id(self) -> int:
        return next(self._numbers)

    def profile(self, user_id: int, viewer_id: int | None) -> Profile:
        """A user as the viewer sees them now, whatever they were called when they wrote."""
        return self.users[user_id].profile(following=(viewer_id, user_id) in self.follows)
