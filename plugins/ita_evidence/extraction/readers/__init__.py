"""Readers: sealed bytes to a `Document`, one file a format.

`read` parses, and `page_png` draws a page, in a child process with limits on memory, processor time
and wall time, since what is read was written by strangers (a PDF can abort its parser). The type
is told by the bytes.

Flags of a document, beside its text quality:

    doc_not_read            an old Word file: known, not read
    encrypted               a password is needed
    scan_without_text       pages are pictures, and no text is in them
    pages_without_text      some pages are pictures without text
    picture_only            an image file
    hidden_text             an HTML page hides text that a script may show
    hidden_sheet            a workbook hides a sheet (it is read)
    tables_truncated        tables were looked for on some of the pages only
    truncated               the document is longer than the limits; its beginning was read
    not_successful          an API's answer that says it failed
    damaged                 the file is not well-formed, or a page of it could not be read
    pages_skipped           pages with so many objects that drawings on them were not measured
"""

from __future__ import annotations

from ita_evidence.extraction.readers.limits import DEFAULT, Limits
from ita_evidence.extraction.readers.sniffer import sniff
from ita_evidence.extraction.readers.worker import page_png, read, start

__all__ = ["DEFAULT", "Limits", "page_png", "read", "sniff", "start"]
