"""Calls for input: the call, its answer form, receipts, roll and running it."""
