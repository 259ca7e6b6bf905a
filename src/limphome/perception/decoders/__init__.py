"""Decoders of networks that we did not train: named outputs -> boxes in the network's picture."""
