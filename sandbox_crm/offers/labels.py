"""What the values of offers and templates are called on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OFFER_STATUS = {"draft": _l("draft offer"), "ready": _l("ready"), "sent": _l("offer sent"), "accepted": _l("offer accepted"),
                "rejected": _l("offer rejected"), "expired": _l("offer expired")}
STATE_SHADE = {"accepted": "good", "rejected": "bad", "expired": "warn", "sent": "good"}
BLOCK_KIND = {"heading": _l("Heading"), "paragraph": _l("Paragraph"), "line_table": _l("Table of lines and VAT"),
              "seller": _l("Seller’s data"), "buyer": _l("Buyer’s data"), "validity": _l("Validity"), "terms": _l("Terms"),
              "signature": _l("Signature"), "header": _l("Page header"),
              "footer": _l("Page footer")}
