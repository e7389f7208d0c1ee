"""Where templates, static files, translations and the worker’s modules are: in a checkout or inside the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_share"
_ROOT = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent

TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
TRANSLATIONS = _ROOT / "translations"
WORKER = _ROOT / "service_worker"
MIGRATIONS = _PACKAGE / "migrations"
