"""What a WSGI server loads."""

import gc

from beneficiary_app import logs
from beneficiary_app.app import create_app

logs.configure()
app = create_app()
# What is loaded now lives as long as the process: looking through it for garbage was a fifth of an upload’s time.
gc.collect()
gc.freeze()
