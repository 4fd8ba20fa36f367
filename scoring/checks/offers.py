"""Checks on offers: the template, the generated document, sending it and recording that in the client's history."""

from __future__ import annotations

import re
from typing import Any

from sandbox_crm.snapshot import Row, live
from scoring.checks import kinds_of_work
from scoring.checks.design import own
from scoring.checks.evidence import Evidence, Judged, Key
from scoring.checks.language import Find
from scoring.checks.lookup import Lookup, slipped
from scoring.checks.wording import missing, there, untried
from scoring.normalise import equal, normalise
from scoring.normalisers.letters import fold, text
from scoring.words import listed, tag_words

#: a tag by its name: the way it is written in (``{{offer.net|words}}``) is the candidate's choice and never counts
TAG = re.compile(r"\{\{\s*([\w.]+)\s*(?:\|[^{}]*)?\}\}")


def template_has(check: kinds_of_work.TemplateHas, evidence: Evidence) -> Judged:
    """Met when a template that the candidate made or changed has the blocks, words and tags."""
    lookup = Lookup(evidence)
    what = check.says or "szablon oferty z wymaganymi elementami"
    keys = own(evidence, lookup.keys(check.template))
    if not keys:
        return untried(what)
    faults = {key: _template_faults(check, lookup.row(*key)) for key in keys}
    best = min(keys, key=lambda key: (len(faults[key]), key))
    seqs = evidence.set_at(*best)
    raw = {"blocks": [block.get("kind") for block in lookup.row(*best)["blocks"]], "tags": sorted(tags_of(lookup.row(*best)))}
    if not faults[best]:
        return Judged("met", there(what, evidence, (best,), seqs), found=(best,), expected=what, actual=raw, journal=seqs)
    return Judged(
        "not_met",
        missing(what, f"{evidence.label(*best)}: {'; '.join(faults[best])}"),
        found=(best,),
        expected=what,
        actual=raw,
        journal=seqs,
        near_misses=evidence.records([best]),
    )


def tags_of(template: Row) -> set[str]:
    """The tags used anywhere in a template."""
    return {tag for block in template["blocks"] for tag in TAG.findall(str(block.get("text") or ""))}


def _template_faults(check: kinds_of_work.TemplateHas, template: Row) -> list[str]:
    blocks: dict[str, int] = {}
    for block in template["blocks"]:
        length = len(text(str(block.get("text") or "")))
        blocks[block.get("kind", "")] = max(blocks.get(block.get("kind", ""), -1), length)
    faults = []
    absent = [kind for kind in check.blocks if kind not in blocks or (kind != "line_table" and blocks[kind] < check.block_chars)]
    if absent:
        faults.append(f"brak wypełnionych części: {listed([_BLOCKS[kind] for kind in absent], 9)}")
    body = fold(text(" ".join(str(block.get("text") or "") for block in template["blocks"])))
    unsaid = [word for word in check.words if fold(text(word)) not in body]
    if unsaid:
        faults.append(f"w treści brakuje: {listed([check.words_mean.get(word, f'„{word}”') for word in unsaid], 9)}")
    used = tags_of(template)
    untagged = [" lub ".join(tag_words(tag) for tag in options) for options in check.tags if not used & set(options)]
    if untagged:
        faults.append(f"brak tagów: {listed(untagged, 9)}")
    unknown = sorted(used - set(check.known_tags)) if check.known_tags else []
    if unknown:
        faults.append(f"nieznane tagi: {listed([f'„{tag}”' for tag in unknown], 9)}")
    if check.validity_days and not check.validity_days.holds(template["validity_days"]):
        faults.append(f"okres ważności: {template['validity_days']} dni")
    return faults


_BLOCKS = {
    "heading": "nagłówek",
    "paragraph": "akapit",
    "line_table": "tabela pozycji",
    "seller": "sprzedawca",
    "buyer": "nabywca",
    "validity": "termin ważności",
    "terms": "warunki",
    "signature": "podpis",
    "header": "nagłówek strony",
    "footer": "stopka strony",
}


def doc_generated(check: kinds_of_work.DocGenerated, evidence: Evidence) -> Judged:
    """Met when the candidate generated an offer for the opportunity, whole and with the values asked for."""
    lookup = Lookup(evidence)
    what = check.says or "oferta wygenerowana dla szansy sprzedaży"
    wanted = {key for _, key in lookup.keys(check.record)}
    offers = [row for row in live(lookup.state, "offer") if row["opportunity_id"] in wanted and evidence.made("offer", row["id"])]
    offers = offers[-1:] if check.last_only else offers
    if not offers:
        return untried(what)
    templates = {key for _, key in lookup.keys(check.template)} if check.template is not None else None
    find = Find(table="offer", where=check.where)
    judged = []
    for row in offers:
        looked = lookup.hold(find, row)
        words = [failing.words for failing in looked.failing] + _document_faults(check, lookup, row, templates)
        judged.append((words, looked, row))
    words, looked, row = min(judged, key=lambda one: (len(one[0]), -one[2]["id"]))
    key: Key = ("offer", row["id"])
    seqs = evidence.set_at(*key)
    raw = {name: row[name] for name in ("number", "account_id", "contact_id", "net_gr", "vat_gr", "gross_gr", "pdf_sha256")}
    if not words:
        found = tuple(("offer", one[2]["id"]) for one in judged if not one[0])
        return Judged("met", there(what, evidence, found, seqs), found=found, expected=what, actual=raw, journal=seqs)
    near = check.near == "slip" and len(words) == 1 and slipped(looked)
    return Judged(
        "not_met",
        missing(what, f"{evidence.label(*key)}: {'; '.join(words)}"),
        near=near,
        found=(key,),
        expected=what,
        actual=raw,
        journal=seqs,
        near_misses=evidence.records([key]),
    )


def _document_faults(check: kinds_of_work.DocGenerated, lookup: Lookup, row: Row, templates: set[int] | None) -> list[str]:
    faults = []
    if row["unresolved_tags"]:
        empty = [tag_words(str(tag).partition("|")[0]) for tag in row["unresolved_tags"]]
        faults.append(f"tagi bez wartości: {listed(empty, 9)}")
    if templates is not None and row["template_id"] not in templates:
        faults.append("użyto innego szablonu")
    body = _document_text(row)
    for value in check.contains:
        options = lookup.resolve(value)
        if not any(_in_text(body, option) for option in options):
            faults.append(f"w dokumencie nie ma: {options[0] if options else '(nic)'}")
    return faults


def _document_text(row: Row) -> str:
    """Everything a reader of the document sees, settled for searching."""
    told = [_strings(row[name]) for name in ("rendered_blocks", "tag_values", "customer_snapshot", "vat_summary")]
    return fold(text(" ".join(told)))


def _strings(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_strings(item) for item in value.values())
    return " ".join(_strings(item) for item in value) if isinstance(value, list) else "" if value is None else str(value)


def _in_text(body: str, wanted: Any) -> bool:
    return wanted is not None and fold(text(str(wanted))) in body


def doc_sent_logged(check: kinds_of_work.DocSentLogged, evidence: Evidence) -> Judged:
    """Met when the offer went out to the addresses and the candidate recorded it; two acts, judged apart."""
    lookup = Lookup(evidence)
    offers = lookup.keys(check.offer)
    addresses = [one for value in check.to for one in lookup.resolve(value)]
    what = check.says or f"wysłanie oferty na adres {listed([str(one) for one in addresses])} i zapis w historii klienta"
    rows = [lookup.row(*key) for key in offers]
    sent = [(row, _messages(evidence, lookup, row, addresses)) for row in rows]
    logged = [(row, _entries(check, evidence, lookup, row)) for row in rows]
    faults, found, slips = [], [], []
    if "sent" in check.need:
        good = [message for _, (fitting, _) in sent for message in fitting]
        found += [("message", message["id"]) for message in good]
        if not good:
            others = [message for _, (_, rest) in sent for message in rest]
            gone = listed([", ".join(message["recipients"]) for message in others])
            faults.append(
                f"oferta została wysłana na inny adres: {gone}" if others else "oferta nie została wysłana z załącznikiem"
            )
            slips.append(any(_slipped_address(message, addresses) for message in others))
    if "logged" in check.need:
        good = [entry for _, (fitting, _) in logged for entry in fitting]
        found += [("interaction", entry["id"]) for entry in good]
        if not good:
            rest = [reason for _, (_, reasons) in logged for reason in reasons]
            faults.append(rest[0] if rest else "w historii klienta nie ma zapisu kandydata o tej ofercie")
            slips.append(False)
    seqs = tuple(sorted({seq for key in found for seq in evidence.set_at(*key)}))
    if not faults:
        return Judged("met", there(what, evidence, found, seqs), found=tuple(found), expected=what, journal=seqs)
    done = found or any(rest for _, (_, rest) in sent) or any(reasons for _, (_, reasons) in logged)
    if not done:
        return untried(what)
    return Judged(
        "not_met",
        missing(what, "; ".join(faults)),
        near=check.near == "slip" and all(slips),
        expected=what,
        journal=seqs,
        actual=faults,
        near_misses=evidence.records(found),
    )


def _messages(evidence: Evidence, lookup: Lookup, offer: Row, addresses: list[Any]) -> tuple[list[Row], list[Row]]:
    """The candidate's messages that carry this offer's file: those to exactly the addresses, and the others."""
    carrying = [
        row
        for row in live(lookup.state, "message")
        if row["status"] in ("sent", "bounced")
        and evidence.made("message", row["id"])
        and offer["file_id"] is not None
        and offer["file_id"] in row["attachment_ids"]
    ]
    wanted = {normalise("email", one) for one in addresses}
    fitting = [
        row
        for row in carrying
        if wanted <= {normalise("email", one) for one in row["recipients"]}
        and {normalise("email", one) for one in row["recipients"]} <= wanted
    ]
    return fitting, [row for row in carrying if row not in fitting]


def _slipped_address(message: Row, addresses: list[Any]) -> bool:
    return any(equal("email", one, wanted).slip for one in message["recipients"] for wanted in addresses)


def _entries(check: kinds_of_work.DocSentLogged, evidence: Evidence, lookup: Lookup, offer: Row) -> tuple[list[Row], list[str]]:
    """The candidate's events about this offer that have the links asked for, and what the others lack."""
    wanted = {
        "account": ("account_id", offer["account_id"]),
        "contact": ("contact_id", offer["contact_id"]),
        "opportunity": ("opportunity_id", offer["opportunity_id"]),
        "offer": ("offer_id", offer["id"]),
    }
    fitting, reasons = [], []
    for row in live(lookup.state, "interaction"):
        about = row["offer_id"] == offer["id"] or (row["account_id"] == offer["account_id"] and row["offer_id"] is None)
        if not about or not evidence.made("interaction", row["id"]):
            continue
        lacking = [name for name in check.log_needs if row[wanted[name][0]] != wanted[name][1]]
        missed = [failing.words for failing in lookup.miss("interaction", row, check.log)[0]]
        if lacking or missed:
            names = {"account": "konto klienta", "contact": "osoba", "opportunity": "szansa", "offer": "oferta"}
            missed = [f"brak powiązania: {', '.join(names[name] for name in lacking)}"] * bool(lacking) + missed
            reasons.append(f"{evidence.label('interaction', row['id'])}: {'; '.join(missed)}")
        else:
            fitting.append(row)
    return fitting, reasons
