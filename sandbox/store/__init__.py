"""Sessions on disk: the journal, what lies beside it, and the forms in which they travel."""
