"""What the values of messages and of the history are called on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

EVENT_KIND = {"phone": _l("Phone call"), "email": _l("E-mail"), "meeting": _l("Meeting"), "offer": _l("Offer"),
              "note": _l("Note"), "visit": _l("Visit")}
DIRECTION = {"outgoing": _l("outgoing"), "incoming": _l("incoming"), "internal": _l("internal")}
ORIGIN = {"candidate": _l("user’s entry"), "assessor": _l("entry of an assessor"), "system": _l("entry of the scenario")}
MESSAGE_STATUS = {"draft": _l("draft message"), "sent": _l("sent message"), "bounced": _l("not delivered"),
                  "received": _l("received")}
