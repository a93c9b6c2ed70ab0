"""A made-up province, จังหวัดสมมติบุรี, with its 36 offices' sites: everything runs with no internet.

    site = sample.ensure(settings)
    with sample.SampleServer(site, 8180, 8543, settings.data): ...

`include/sample_province/planted.yaml` lists what is wrong in it on purpose.
"""

from .serve import SampleServer
from .site import build, ensure

__all__ = ["SampleServer", "build", "ensure"]
