"""A user's network file -> a model folder: look at it, propose, try, write."""
