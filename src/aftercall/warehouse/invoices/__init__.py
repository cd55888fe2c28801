"""Invoices: what a provider says it was used for, beside what the records say, per day and model.

    rows = read_export(provider, lines)                             # the provider's usage export, a CSV file
    ours = read_recorded(connect(landing, days=days), provider)     # the landing
    table = reconcile(provider, rows, ours)

`exports` says which columns are read of which provider's file, `reconcile` what is compared and what cannot be.
"""

from aftercall.warehouse.invoices.exports import FORMATS, Billed, read_export
from aftercall.warehouse.invoices.reconcile import Row, Units, reconcile
from aftercall.warehouse.invoices.recorded import Recorded, read_recorded

__all__ = ["FORMATS", "Billed", "Recorded", "Row", "Units", "read_export", "read_recorded", "reconcile"]
