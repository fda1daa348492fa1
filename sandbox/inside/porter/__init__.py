"""The porter: the one program that an agent's box talks through. Standard library only; runs inside the box."""
