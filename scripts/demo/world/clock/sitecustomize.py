"""Sets a Python program's clock back. Python imports a module of this name before anything else when its folder is in PYTHONPATH."""

import os
import time

_now = time.time
_back = float(os.environ.get("CAUSEWAY_DEMO_CLOCK_BACK", "0"))

time.time = lambda: _now() - _back
