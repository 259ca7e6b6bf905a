"""What accuracy costs in time, energy and memory: sweep, Pareto front, search."""
