"""Telemetry to ranked causes, while driving: what departed from normal first, where, and what that is called."""
