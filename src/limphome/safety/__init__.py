"""Monitors judge the streams, the supervisor picks the mode, the gate lets a safe command through."""
