"""The vault of the application that answers."""

from typing import cast

from flask import current_app

from beneficiary_app.vault.service import Vault


def vault() -> Vault:
    """The application’s vault."""
    return cast("Vault", current_app.extensions["carnet_vault"])
