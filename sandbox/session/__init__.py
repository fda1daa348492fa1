"""One run of a session: the loop, its debugger, its limits, and who is told."""
