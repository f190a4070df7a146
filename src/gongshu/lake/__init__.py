"""The lake: reads what bodies deliver, keeps it encrypted as snapshots, and hands out exactly the rows a grant allows.

Pure: no Django, no web framework. What must be remembered (wrapped keys, which snapshot is published) is the caller's.
"""
