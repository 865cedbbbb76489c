"""Points to verdicts."""
