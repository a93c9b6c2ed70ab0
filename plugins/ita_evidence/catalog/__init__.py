"""The catalog: editions, agencies, sources and calendars, as data that is checked when it loads.

`load` reads all of `include/catalog` or raises a `CatalogError` that names every fault. `targets`,
`calendar` and `index` answer from the loaded `Catalog`; nothing here asks a host or opens a store.
"""

from ita_evidence.catalog.loader import Catalog, check, load, load_agency, over_the_years, show

__all__ = ["Catalog", "check", "load", "load_agency", "over_the_years", "show"]
