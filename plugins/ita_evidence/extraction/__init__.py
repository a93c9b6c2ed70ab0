"""Sealed bytes → a `Document` (`readers`) → tidy tables (`records`). Never fetches, never judges."""
