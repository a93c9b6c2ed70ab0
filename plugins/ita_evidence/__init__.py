"""Evidence of a Thai public agency's OIT items: collected, judged and archived.

Start at `pipeline.py`: the whole story, plan to report, in one file.
"""

__version__ = "0.1.0"
