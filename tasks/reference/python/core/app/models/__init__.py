"""What Conduit is about, as plain values."""
