"""The release gate: what a machine can run of Breck et al., "The ML Test Score", IEEE Big Data 2017, each by doing it."""
