"""Handing in: the list of what is due, sending, receipts, the ledger."""
