"""Where Conduit keeps what it knows: in memory, as long as the process lives."""
