"""Words of refusals that every room uses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STALE = _l("Somebody saved this record after you opened the form. Nothing was lost: compare both versions and save again.")
MISSING = _l("Fill in this field.")
