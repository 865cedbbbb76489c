"""Many pages at once: Arrow columns, and files by the folder.

    column.py      a column in, a column of the same length and type out
    inputs.py      what a command line names: files, globs, folders, addresses
    formats/       one module a format: files into pieces, pieces cleaned, parts joined
    desk.py        cleans the documents of a piece: failures set aside, everything counted
    tally.py       the counts
    worker.py      a process that cleans pieces
    runner.py      the run: hands out pieces, puts files together, survives what dies
    manifest.py    what is done, so that a run can go on after it was killed
    progress.py    where it is, on a terminal and elsewhere
    report.py      what it did

Needs the extra ``newsrinse[bulk]``. Nothing here is imported by ``import cleaner``.
"""
