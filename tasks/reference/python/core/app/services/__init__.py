"""What Conduit does: its rules, whoever asks and wherever it is kept."""
