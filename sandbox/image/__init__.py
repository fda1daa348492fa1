"""The one Docker image of every box: its recipe, and how it is built."""
