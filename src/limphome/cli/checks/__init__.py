"""What ``limphome doctor`` looks at, one file per check; each gives a Finding and changes nothing."""
