"""What can be wrong with a training, looked for before it starts and while it runs."""
