"""Laws are tried on new examples in every run, but in CI on the same ones: a red build speaks of the change."""

import os

from hypothesis import settings

settings.register_profile("here", deadline=None)  # a busy machine is not a broken law
settings.load_profile("ci" if os.environ.get("AFTERCALL_REQUIRE_ALL") else "here")
