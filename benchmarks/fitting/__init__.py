"""Fitting the scorecard: labelled lines in, points of words, names and signals out.

Texts are measured and labelled (`texts`, `teach`), words and names get points (`evidence`), then the bins of signals
(`table`); `judge` says how good that is on other sites.
"""
