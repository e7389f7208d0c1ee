"""What a WSGI server loads."""

from beneficiary_app import logs
from beneficiary_app.app import create_app

logs.configure()
app = create_app()
