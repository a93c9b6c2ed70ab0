"""The archive: what is evidence is written once, locked, chained, signed, and checked.

`layout` and `canonical` say where things stand and how they are written; `embedded` runs the small
store; `store` holds the writing rules; `snapshots`, `ledger` and `lease` are what a run does;
`proof` holds keys and trust; `verify` checks all of it with the reader's rights.
"""
