"""Carnet de bord: the notebook that a person in social or professional insertion owns."""

from beneficiary_app.app import create_app

__all__ = ["create_app"]
