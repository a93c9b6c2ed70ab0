"""What people read: dossier, worklist, board, and the table in a terminal.

Every page is built from the plain values of `inputs.ReportInput`; nothing here asks a website or
the archive, except `gather`, `answers`, `notifications` and `board.Shelf`, which read and keep what
a run leaves in the work bucket.
"""
