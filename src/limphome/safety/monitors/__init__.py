"""One monitor per file: ``observe(...)`` what it watches, ``verdict(now_s)`` what it concludes."""
