"""The suite's story, a chapter for each part of the contract; in order they make one run."""
