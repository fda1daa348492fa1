"""The files of a session as git sees them, on the host's side of the wall."""
