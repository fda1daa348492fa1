"""What this machine has, what each lack costs, and how to mend it. `examine` is the only thing to call."""

from sandbox.doctor.check import Check
from sandbox.doctor.examination import examine

__all__ = ["Check", "examine"]
