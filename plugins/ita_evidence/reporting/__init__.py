"""What people read: dossier, worklist, board, and the table in a terminal.

Every page is built from the plain values of `inputs.ReportInput`; nothing here asks a website or
the archive, except `board.read_index`, which reads the board's index from the work bucket.
"""
