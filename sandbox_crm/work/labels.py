"""What the values of daily work are called on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TASK_KIND = {"phone": _l("phone call"), "email": _l("e-mail"), "meeting": _l("meeting"), "offer": _l("offer"),
             "other": _l("other task")}
STATUS = {"not_started": _l("not started"), "in_progress": _l("in progress"), "on_hold": _l("on hold"),
          "completed": _l("completed"), "cancelled": _l("cancelled")}
PRIORITY = {"low": _l("low"), "normal": _l("normal"), "high": _l("high"), "urgent": _l("urgent")}
RANGE = {"all": _l("all dates"), "today": _l("today"), "tomorrow": _l("tomorrow"), "this_week": _l("this week"),
         "next_week": _l("next week"), "span": _l("from – to"), "overdue": _l("overdue")}
GROUP = {"due_on": _l("due date"), "owner": _l("owner"), "account": _l("client’s account")}
STATE = {"unfinished": _l("to be done"), "all": _l("all statuses"), **STATUS}
SORT = {"due_on": _l("due date, earliest first"), "priority": _l("priority, most urgent first"),
        "-percent": _l("progress, furthest first"), "title": _l("title")}
SPAN = {"day": _l("day"), "week": _l("week"), "month": _l("month")}
