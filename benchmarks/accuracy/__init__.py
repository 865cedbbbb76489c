"""Accuracy on public page sets, side by side with peers, and the floors that no change may break.

    python -m benchmarks.accuracy run --data FOLDER… [--tracks …] [--peers …] [--worst K]
    python -m benchmarks.accuracy gate --data FOLDER…

The way through: `sets` reads pages, `dumps` makes texts of them, `peers` are the others, `tracks` runs
and scores (`metrics`), `report` writes the tables, `gate` compares with `floors.json`. What the figures
mean: docs/measures.md.
"""
