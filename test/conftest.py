"""For all tests: property tests are judged by what they find, not by how long a busy machine takes."""

from hypothesis import settings

settings.register_profile("limphome", deadline=None)
settings.load_profile("limphome")
