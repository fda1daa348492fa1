"""What the marks on a screen mean, for its help page."""

from __future__ import annotations

Mark = tuple[str, str, str]
"""The mark, the name of its style, and what it means."""

STEPS: tuple[Mark, ...] = (
    ("✎", "", "writes or edits a file"),
    ("$", "", "runs a command"),
    ("≡", "", "reads, lists or searches files"),
    ("✓", "", "says that it is done"),
    ("?", "$waiting", "waits for a person"),
    ("…", "", "thinks, or says something without an action"),
)
SCORES: tuple[Mark, ...] = (
    ("+64", "$gained", "assertions gained against the nearest scored step before"),
    ("−96", "$lost", "assertions lost against it; ▲ and ▼ in the strip say the same"),
    ("=", "$quiet", "neither gained nor lost"),
    ("·", "$quiet", "no server yet: not yet is not failed"),
    ("✗", "$lost", "the server could not start, though one did before; or a constraint is broken"),
    ("≠", "$waiting", "a person calls this verdict wrong; the score stays as it is"),
    ("queue", "$quiet", "waits for the judge"),
    ("40%", "$waiting", "being scored"),
    ("!", "$waiting", "not judged, as the box died or the disk is full: R judges it again"),
)
CELLS: tuple[Mark, ...] = (
    ("81", "", "your best strict A% on this task"),
    ("100✓", "$gained", "every assertion passes and every required constraint holds"),
    ("0✗", "$lost", "a required constraint is broken, so strict A% is 0"),
    ("▶", "", "not run yet; a recording with mistakes, found and repaired, comes with Spar"),
    ("·", "$quiet", "not run yet; a recording straight to the goal comes with Spar"),
)
