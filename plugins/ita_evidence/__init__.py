"""Evidence of a Thai public agency's OIT items: collected, judged and archived.

Start at `pipeline/`: the whole story, plan to report, a file a step.
"""

__version__ = "0.1.0"
