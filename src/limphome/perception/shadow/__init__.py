"""A second network in the shadow of the first: seen on live frames, compared, and promoted or not."""
