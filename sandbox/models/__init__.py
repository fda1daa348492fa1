"""Which models there are, what they cost, and the keys for them."""
