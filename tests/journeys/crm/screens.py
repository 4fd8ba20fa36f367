"""Every screen of the CRM that is read, with a record in each: made from the map of addresses, so that none is forgotten."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import quote

from flask import Flask

from sandbox_crm.bench import COMMANDS
from sandbox_crm.practice import PRACTICE
from tests.sandbox_crm.conftest import Sandbox
from tests.sandbox_crm.seed import ANNA, B2B, BORSUK, EWA, JAN, KIOSK, LAMP, OFFERED, SWIT, TALK, ZLOTA

#: rows of a file to import: one good, one without a name
LEADS = ("leady.csv", b"Firma;Miasto\nLen Dom;Gdynia\n;Sopot\n")
#: conditions that somebody put together for a list
WHERE = json.dumps({"any": [{"field": "name", "op": "contains", "value": "lamp"}, {"all": [
    {"field": "expected_close", "op": "relative", "value": "this_quarter"},
    {"field": "value_gr", "op": "between", "value": [100_000, None]}]}]})
COLUMNS = {"Firma": "account.name", "Miasto": "account.city"}
TEMPLATE = [
    {"kind": "seller", "text": ""},
    {"kind": "buyer", "text": ""},
    {"kind": "heading", "text": "Oferta {{offer.number}}"},
    {"kind": "paragraph", "text": "Dla {{account.name}}"},
    {"kind": "line_table", "text": ""},
    {"kind": "signature", "text": ""},
]
WON = {"all": [{"field": "stage.kind", "op": "eq", "value": "won"}]}
REPORT = {
    "entity": "opportunity",
    "kind": "bar",
    "group_by": ["owner_id"],
    "filters": WON,
    "measures": [{"func": "sum", "field": "value_gr"}],
}
#: the way in, answers for scripts, files
NO_SCREENS = ("home", "pick", "search_offered", "run_file", "settlement_file", "funnel_file", "list_columns", "list_conditions",
              "account_file", "contact_file", "opportunity_file", "task_file", "offer_file", "product_file")
#: parts of an address that mean something else on one screen
OF_THEIR_OWN = {"contact_merge": {"keep_id": EWA, "drop_id": JAN}, "account_part": {"part": "address"},
                "contact_part": {"part": "name"}, "opportunity_part": {"part": "value"}, "task_part": {"part": "due"},
                # of a living person who is kept as an account
                **{name: {"account_id": KIOSK} for name in ("account_personal_card", "account_personal_json",
                                                            "account_personal_pdf", "account_anonymise", "account_consent_new")}}
#: what a screen is asked for besides its record
ASKED = {
    "report_new": ["?entity=opportunity", ""],
    "search": ["?q=lamp"],
    "register_search": ["?q=swit", ""],
    "account_verify": ["?q=swit"],
    "task_calendar": ["?span=month", "?span=week", "?span=day"],
    "settlement": [""],
    "import_preview": ["?map-0=account.name&map-1=account.city&mode=create"],
    "task_list": ["", "?group_by=due_on&range=overdue"],
    "opportunity_list": ["", "?state=won", f"?where={quote(WHERE)}&asking=1"],
    "account_list": ["", "?kind=company&columns=name,regon,city,segment,added&picking=1"],
    "offer_new": ["?opportunity_id=1", ""],
    "template_detail": ["?opportunity_id=1"],
    "interaction_new": ["?account_id=1"],
    "message_new": ["", "?offer_id=1"],
    "schedule": ["", "?opportunity_id=1"],
}


def furnish(sandbox: Sandbox) -> dict[str, Any]:
    """A record of every kind in the small company; the parts of addresses that lead to them."""

    def act(command: str, **values: Any) -> int:
        with sandbox.work() as bench:
            return COMMANDS[command](bench, **values).id

    goal = act(
        "goal.create",
        name="Lampy w kwartale",
        metric="won_value",
        target_value=12_000_000,
        owner_id=ANNA,
        date_from=date(2026, 4, 1),
        date_to=date(2026, 6, 30),
        specific="Lampy dla firm",
        needed_fields=["account.nip"],
    )
    segment = act("segment.create", name="Handel z Lublina", mode="static", goal_id=goal, product_id=LAMP)
    act("segment.set_members", segment_id=segment, account_ids=[SWIT, BORSUK])
    act("segment.create", name="Handel", mode="rule", rule={"all": [{"field": "industry", "op": "eq", "value": "trade"}]})
    task = act("stage_task.add", stage_id=TALK, title="Umówić pomiar", kind="phone", mandatory=True, offset_days=3)
    act("opportunity.set_lines", opportunity_id=1, lines=[{"product_id": LAMP, "qty_milli": 12_000, "discount_pct": 5}])
    act("opportunity.move", opportunity_id=1, stage_id=TALK)
    won = act("opportunity.create", name="Lampy dla Złotej", account_id=ZLOTA, pipeline_id=B2B, stage_id=OFFERED, owner_id=ANNA)
    act("opportunity.mark_won", opportunity_id=won, closed_on=date(2026, 4, 20), value_gr=1_200_000)
    lost = act("opportunity.create", name="Taśmy LED", account_id=BORSUK, pipeline_id=B2B, owner_id=ANNA, value_gr=90_000)
    act("opportunity.mark_lost", opportunity_id=lost, lost_reason="price", lost_note=None, closed_on=date(2026, 4, 20))
    template = act("template.create", name="Oferta dla firm", blocks=TEMPLATE)
    offer = act("offer.generate", opportunity_id=1, template_id=template, contact_id=EWA)
    message = act(
        "message.send",
        to="ewa.lacka@swit.example",
        subject="Oferta",
        body="W załączeniu oferta.",
        offer_id=offer,
        account_id=SWIT,
        contact_id=EWA,
    )
    draft = act("message.save_draft", to="ewa.lacka@swit.example", subject="Termin montażu", account_id=SWIT)
    act("stage.update", stage_id=TALK, color="violet")
    act("account.update", account_id=SWIT, corr_street="skr. poczt. 12", corr_postcode="00-950", corr_city="Warszawa")
    act("message.receive", sender="ewa.lacka@swit.example", subject="Pytanie", body="Czy termin jest pewny?", account_id=SWIT)
    event = act(
        "interaction.record", kind="phone", subject="Rozmowa o lampach", account_id=SWIT, opportunity_id=1, result="oddzwonić"
    )
    act(
        "consent.record",
        contact_id=EWA,
        purpose="oferty",
        channel="email",
        status="granted",
        legal_basis="a",
        source="formularz",
        obtained_on=date(2026, 4, 1),
    )
    act("contact.verify", contact_id=EWA, source="phone", found={"title": "dyrektorka"}, results={"email": "same"})
    act("account.verify", account_id=SWIT, source="register", register_entry_id=1, accepted_fields=["regon"])
    run = act("import.run", file=LEADS, mapping=COLUMNS, defaults={}, mode="create")
    report = act("report.create", name="Wygrane według opiekunów", **REPORT)
    shown = act("report.generate", report_id=report)
    view = act("view.save", entity="task", name="Moje zaległe", filters={})
    act("contact.delete", contact_id=act("contact.create", first_name="Iga", last_name="Kos", account_id=BORSUK))
    act("task.delete", task_id=3)
    return {
        "account_id": SWIT,
        "keep_id": SWIT,
        "drop_id": ZLOTA,
        "register_entry_id": 1,
        "entry_id": 1,
        "contact_id": EWA,
        "goal_id": goal,
        "segment_id": segment,
        "pipeline_id": B2B,
        "stage_id": TALK,
        "stage_task_id": task,
        "task_id": 1,
        "opportunity_id": 1,
        "closed": won,
        "draft": draft,
        "template_id": template,
        "offer_id": offer,
        "message_id": message,
        "interaction_id": event,
        "import_run_id": run,
        "file_id": _file(sandbox),
        "report_id": report,
        "run_id": shown,
        "product_id": LAMP,
        "view_id": view,
    }


def _file(sandbox: Sandbox) -> int:
    """The stored file that was imported."""
    return next(one["id"] for one in sandbox.snapshot().state["stored_file"].values() if one["name"] == LEADS[0])


def screens(app: Flask, parts: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and address of every page of the CRM in work, and of the sealed copy's own; a new screen comes by itself, and
    one whose address needs a part that is not known here fails. Files and answers for scripts are no screens."""
    client, found = app.test_client(), []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        name = rule.endpoint.removeprefix("sandbox_crm.")
        if "GET" not in (rule.methods or ()) or name in NO_SCREENS or name.endswith("static") or "at" in rule.arguments:
            continue
        special = {"opportunity_reopen": {"opportunity_id": parts["closed"]}, "message_edit": {"message_id": parts["draft"]}}
        known = parts | OF_THEIR_OWN.get(name, {}) | special.get(name, {})
        values = {part: known[part] for part in rule.arguments - {"mode", "sandbox"}}
        place = {"mode": "sealed" if name == "steps" else "crm", "sandbox": PRACTICE} if "mode" in rule.arguments else {}
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **place, **values)
        for number, asked in enumerate(ASKED.get(name, [""])):
            reply = client.get(address + asked, follow_redirects=True)
            assert reply.status_code == 200, f"{address}{asked}: {reply.status_code}"
            if reply.mimetype == "text/html":
                found.append((f"{name}{number or ''}", address + asked))
    return found
