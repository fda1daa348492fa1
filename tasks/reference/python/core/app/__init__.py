"""Conduit: people write articles, follow each other and comment."""
