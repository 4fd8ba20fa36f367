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
#: what a block prints by itself, said in its text as long as that is empty
BLOCK_HINT = {"seller": _l("The seller’s data stand here by themselves. A text would be printed under them."),
              "buyer": _l("The buyer’s data stand here by themselves. A text would be printed under them."),
              "line_table": _l("The table stands here by itself. A text would be its title."),
              "validity": _l("While this is empty: “Oferta jest ważna do …” with the date of validity."),
              "signature": _l("The owner’s data stand here by themselves. A text would be printed above them.")}
