"""Sealed bytes → a `Document` (`readers`) → tidy tables (`records`); no fetching, no judging."""
