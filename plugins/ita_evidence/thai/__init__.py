"""Thai text as Thai: digits, eras and months, amounts, encodings, repair of broken text layers.

Pure functions over text and bytes; nothing here reads a file or the network.
"""
