"""English and Polish names of everything that filters and reports can name. Only tables; `words` reads them."""

from __future__ import annotations

Pair = tuple[str, str]

ENTITIES: dict[str, Pair] = {
    "account": ("Accounts", "Konta klientów"), "contact": ("Contacts", "Osoby kontaktowe"),
    "opportunity": ("Opportunities", "Szanse sprzedaży"), "opportunity_line": ("Lines of opportunities", "Pozycje szans"),
    "opportunity_contact": ("People in opportunities", "Osoby w szansach"),
    "stage_change": ("Moves between stages", "Zmiany etapów"), "task": ("Tasks", "Zadania"), "offer": ("Offers", "Oferty"),
    "offer_line": ("Lines of offers", "Pozycje ofert"), "product": ("Products", "Produkty"),
    "sales_goal": ("Sales goals", "Cele sprzedaży"), "interaction": ("History events", "Zdarzenia w historii"),
    "message": ("Messages", "Wiadomości"), "consent": ("Consents", "Zgody i podstawy kontaktu"),
    "verification": ("Verifications of data", "Weryfikacje danych"),
}
#: what the records of an entity hold, for those who choose what a report is about
HELD: dict[str, Pair] = {
    "account": ("Firms, institutions and people: their data, industry, address, source and owner.",
                "Firmy, instytucje i osoby: dane, branża, adres, źródło i opiekun."),
    "contact": ("People at the clients: job title, part in decisions, preferred channel.",
                "Ludzie po stronie klientów: stanowisko, rola w decyzji, preferowany kanał."),
    "opportunity": ("Sales in progress, won and lost: value, stage, probability, dates, reason of the loss.",
                    "Sprzedaż w toku, wygrana i przegrana: wartość, etap, prawdopodobieństwo, daty, powód przegranej."),
    "task": ("What is to be done and what was done: due date, priority, progress, owner.",
             "Co jest do zrobienia i co zrobiono: termin, priorytet, postęp, opiekun."),
    "offer": ("Offers made: net and gross value, date of issue, validity, status.",
              "Wystawione oferty: wartość netto i brutto, data wystawienia, ważność, status."),
    "interaction": ("Talks, letters, meetings and notes in the history of clients.",
                    "Rozmowy, wiadomości, spotkania i notatki w historii klientów."),
    "opportunity_line": ("What is sold in the opportunities: product, quantity, price, discount, net value.",
                         "Co jest przedmiotem szans: produkt, ilość, cena, rabat, wartość netto."),
    "opportunity_contact": ("Who takes part in which opportunity, and in what role.",
                            "Kto uczestniczy w której szansie i w jakiej roli."),
    "stage_change": ("Every move of an opportunity: from where, to where, when, by whom, after how many days.",
                     "Każde przejście szansy: skąd, dokąd, kiedy, kto i po ilu dniach ją przeniósł."),
    "offer_line": ("What was offered: product, quantity, price, discount, net value.",
                   "Co oferowano: produkt, ilość, cena, rabat, wartość netto."),
    "product": ("The price list: code, category, price, VAT rate.", "Cennik: kod, kategoria, cena, stawka VAT."),
    "sales_goal": ("Goals in their five parts: metric, target, baseline, dates, owner.",
                   "Cele w pięciu częściach: miara, wartość docelowa i wyjściowa, terminy, opiekun."),
    "message": ("Messages sent and received: subject, status, day, whose.",
                "Wiadomości wysłane i odebrane: temat, status, data, do kogo i od kogo."),
    "consent": ("What people said of purposes and channels of contact, and what holds now.",
                "Co osoby powiedziały o celach i kanałach kontaktu oraz co obowiązuje teraz."),
    "verification": ("Checks of the data of clients and people: when, by whom, against what.",
                     "Sprawdzenia danych klientów i osób: kiedy, kto i z jakim źródłem je porównał."),
}
RELATIONS: dict[str, Pair] = {
    "account": ("Account", "Konto klienta"), "contact": ("Contact", "Osoba kontaktowa"),
    "primary_contact": ("Primary contact", "Główna osoba kontaktowa"), "opportunity": ("Opportunity", "Szansa sprzedaży"),
    "pipeline": ("Pipeline", "Lejek"), "stage": ("Stage", "Etap"), "owner": ("Owner", "Opiekun"),
    "goal": ("Goal", "Cel sprzedaży"), "template": ("Template", "Szablon"), "offer": ("Offer", "Oferta"),
    "user": ("Person", "Pracownik"), "product": ("Product", "Produkt"), "from_stage": ("From stage", "Z etapu"),
    "to_stage": ("To stage", "Do etapu"), "stage_task": ("Stage task", "Zadanie etapu"),
}
_ID: Pair = ("ID", "Identyfikator")
_OWNER: Pair = ("Owner", "Opiekun")
_ACCOUNT: Pair = ("Account", "Konto klienta")
_CONTACT: Pair = ("Contact", "Osoba kontaktowa")
_SOURCE: Pair = ("Data source", "Źródło danych")
_METHOD: Pair = ("Acquisition method", "Metoda pozyskania")
_CHANNEL: Pair = ("Preferred channel", "Preferowany kanał")
_PHONE: Pair = ("Phone", "Telefon")
_EMAIL: Pair = ("E-mail", "E-mail")
_ACTIVE: Pair = ("Active", "Aktywność")
_OPPORTUNITY: Pair = ("Opportunity", "Szansa sprzedaży")
_PRODUCT: Pair = ("Product", "Produkt")
_PERSON: Pair = ("Person", "Pracownik")
#: every record has it
ADDED: Pair = ("Added on", "Data dodania do CRM")
#: lines of opportunities and of offers
_LINE: dict[str, Pair] = {
    "id": _ID, "product_id": _PRODUCT, "position": ("Place", "Kolejność"), "name": ("Name", "Nazwa pozycji"),
    "qty_milli": ("Quantity", "Ilość"), "unit": ("Unit", "Jednostka"), "price_net_gr": ("Net price", "Cena netto"),
    "discount_pct": ("Discount", "Rabat"), "vat_code": ("VAT rate", "Stawka VAT"), "net_gr": ("Net value", "Wartość netto")}

FIELDS: dict[str, Pair] = {
    "account.id": _ID, "account.kind": ("Account kind", "Rodzaj konta"), "account.name": ("Name", "Nazwa"),
    "account.short_name": ("Short name", "Nazwa skrócona"), "account.status": ("Status", "Status"),
    "account.nip": ("NIP", "NIP"), "account.regon": ("REGON", "REGON"), "account.krs": ("KRS", "KRS"),
    "account.vat_eu": ("EU VAT", "VAT UE"), "account.legal_form": ("Legal form", "Forma prawna"),
    "account.industry": ("Industry", "Branża"), "account.size_bucket": ("Size", "Wielkość"),
    "account.annual_revenue_gr": ("Annual revenue", "Roczny przychód"), "account.website": ("Website", "Strona WWW"),
    "account.email": _EMAIL, "account.phone": _PHONE, "account.street": ("Street", "Ulica"),
    "account.house_no": ("Number", "Numer domu"), "account.flat_no": ("Flat", "Numer lokalu"),
    "account.postcode": ("Postcode", "Kod pocztowy"), "account.city": ("Town", "Miejscowość"),
    "account.commune": ("Commune", "Gmina"), "account.county": ("County", "Powiat"),
    "account.voivodeship": ("Voivodeship", "Województwo"), "account.country": ("Country", "Kraj"),
    "account.corr_street": ("Street for letters", "Ulica do korespondencji"),
    "account.corr_house_no": ("Number for letters", "Numer domu do korespondencji"),
    "account.corr_flat_no": ("Flat for letters", "Numer lokalu do korespondencji"),
    "account.corr_postcode": ("Postcode for letters", "Kod pocztowy do korespondencji"),
    "account.corr_city": ("Town for letters", "Miejscowość do korespondencji"),
    "account.corr_country": ("Country for letters", "Kraj do korespondencji"),
    "account.source": _SOURCE, "account.acquisition_method": _METHOD, "account.preferred_channel": _CHANNEL,
    "account.owner_id": _OWNER, "account.verified_at": ("Verified", "Data weryfikacji"),
    "account.duplicate_reason": ("Reason for a second account", "Powód drugiego konta"),
    "account.description": ("Description", "Opis"), "account.segment": ("Segment", "Segment"),
    "account.consent": ("Consent", "Zgoda"), "contact.consent": ("Consent", "Zgoda"), "contact.segment": ("Segment", "Segment"),
    "contact.id": _ID, "contact.account_id": _ACCOUNT, "contact.first_name": ("First name", "Imię"),
    "contact.last_name": ("Last name", "Nazwisko"), "contact.full_name": ("First and last name", "Imię i nazwisko"),
    "contact.title": ("Job title", "Stanowisko"), "contact.department": ("Department", "Dział"), "contact.email": _EMAIL,
    "contact.phone": _PHONE, "contact.mobile": ("Mobile", "Telefon komórkowy"), "contact.preferred_channel": _CHANNEL,
    "contact.is_primary": ("Primary", "Główna osoba"), "contact.do_not_call": ("Do not call", "Nie dzwonić"),
    "contact.active": _ACTIVE, "contact.decision_role": ("Role in decisions", "Rola w decyzji"), "contact.source": _SOURCE,
    "contact.acquisition_method": _METHOD, "contact.anonymised_at": ("Anonymised", "Data anonimizacji"),
    "contact.notes": ("Notes", "Notatki"),
    "opportunity.id": _ID, "opportunity.number": ("Number", "Numer"), "opportunity.name": ("Name", "Nazwa"),
    "opportunity.account_id": _ACCOUNT, "opportunity.primary_contact_id": ("Primary contact", "Główna osoba kontaktowa"),
    "opportunity.pipeline_id": ("Pipeline", "Lejek"), "opportunity.stage_id": ("Stage", "Etap"),
    "opportunity.value_gr": ("Net value", "Wartość netto"), "opportunity.weighted_gr": ("Weighted value", "Wartość ważona"),
    "opportunity.value_source": ("Source of value", "Sposób ustalenia wartości"),
    "opportunity.probability": ("Probability", "Prawdopodobieństwo"),
    "opportunity.probability_manual": ("Probability set by hand", "Prawdopodobieństwo ustawione ręcznie"),
    "opportunity.expected_close": ("Expected close", "Planowane zamknięcie"), "opportunity.source": ("Source", "Źródło"),
    "opportunity.owner_id": _OWNER, "opportunity.next_step": ("Next step", "Następny krok"),
    "opportunity.goal_id": ("Goal", "Cel sprzedaży"), "opportunity.opened_on": ("Opened on", "Data utworzenia"),
    "opportunity.stage_entered_on": ("In stage since", "Data wejścia na etap"),
    "opportunity.lost_reason": ("Lost reason", "Powód przegranej"), "opportunity.lost_note": ("Lost note", "Opis przegranej"),
    "opportunity.closed_on": ("Closed on", "Data zamknięcia"), "opportunity.description": ("Description", "Opis"),
    "task.id": _ID, "task.title": ("Title", "Tytuł"), "task.kind": ("Task kind", "Rodzaj zadania"),
    "task.status": ("Status", "Status"), "task.priority": ("Priority", "Priorytet"),
    "task.percent": ("Done (%)", "Realizacja (%)"),
    "task.start_on": ("Start", "Data rozpoczęcia"), "task.due_on": ("Due", "Termin"), "task.due_time": ("Time", "Godzina"),
    "task.done_on": ("Done on", "Data wykonania"), "task.owner_id": _OWNER, "task.account_id": _ACCOUNT,
    "task.contact_id": _CONTACT, "task.opportunity_id": ("Opportunity", "Szansa sprzedaży"), "task.stage_id": ("Stage", "Etap"),
    "task.stage_task_id": ("Stage task", "Zadanie etapu"),
    "task.stage_task_version": ("Version of the stage task", "Wersja zadania etapu"),
    "stage_task.id": _ID, "stage_task.title": ("Title", "Tytuł"), "stage_task.kind": ("Task kind", "Rodzaj zadania"),
    "stage_task.priority": ("Priority", "Priorytet"), "stage_task.mandatory": ("Mandatory", "Obowiązkowe"),
    "stage_task.offset_days": ("Days from the starting point", "Przesunięcie w dniach"),
    "stage_task.duration_days": ("Days it takes", "Czas trwania w dniach"), "stage_task.product_id": _PRODUCT,
    "stage_task.segment_id": ("Segment", "Segment"),
    "task.mandatory": ("Mandatory", "Obowiązkowe"), "task.note": ("Note", "Notatka"),
    "offer.id": _ID, "offer.number": ("Number", "Numer"), "offer.version": ("Version", "Wersja"),
    "offer.status": ("Status", "Status"), "offer.template_id": ("Template", "Szablon"),
    "offer.opportunity_id": ("Opportunity", "Szansa sprzedaży"), "offer.account_id": _ACCOUNT, "offer.contact_id": _CONTACT,
    "offer.issued_on": ("Issued on", "Data wystawienia"), "offer.valid_until": ("Valid until", "Ważna do"),
    "offer.net_gr": ("Net", "Netto"), "offer.vat_gr": ("VAT amount", "Kwota VAT"), "offer.gross_gr": ("Gross", "Brutto"),
    "offer.sent_at": ("Sent", "Data wysłania"),
    "interaction.id": _ID, "interaction.kind": ("Event kind", "Rodzaj zdarzenia"),
    "interaction.direction": ("Direction", "Kierunek"), "interaction.happened_on": ("Date", "Data zdarzenia"),
    "interaction.subject": ("Subject", "Temat"), "interaction.body": ("Text", "Treść"),
    "interaction.result": ("Result", "Wynik"),
    "interaction.account_id": _ACCOUNT, "interaction.contact_id": _CONTACT,
    "interaction.opportunity_id": ("Opportunity", "Szansa sprzedaży"), "interaction.offer_id": ("Offer", "Oferta"),
    "interaction.message_id": ("Message", "Wiadomość"), "interaction.user_id": ("Person", "Pracownik"),
    "interaction.corrects_id": ("Corrects", "Koryguje"), "interaction.origin": ("Whose entry", "Pochodzenie wpisu"),
    "sales_user.id": _ID, "sales_user.name": ("Name", "Imię i nazwisko"), "sales_user.email": _EMAIL,
    "sales_user.role": ("Position", "Stanowisko"), "sales_user.is_candidate": ("You", "Osoba egzaminowana"),
    "pipeline.id": _ID, "pipeline.name": ("Name", "Nazwa"), "pipeline.client_type": ("Client type", "Typ klienta"),
    "pipeline.product_scope": ("Products", "Zakres produktów"), "pipeline.sales_form": ("Form of sale", "Forma sprzedaży"),
    "pipeline.active": _ACTIVE,
    "stage.id": _ID, "stage.pipeline_id": ("Pipeline", "Lejek"), "stage.name": ("Name", "Nazwa"),
    "stage.kind": ("Result", "Wynik"), "stage.position": ("Position", "Kolejność"),
    "stage.probability": ("Probability", "Prawdopodobieństwo"), "stage.expected_days": ("Expected days", "Planowana liczba dni"),
    "stage.gate": ("Gate", "Bramka"), "stage.color": ("Colour", "Kolor"),
    "sales_goal.id": _ID, "sales_goal.name": ("Name", "Nazwa"), "sales_goal.metric": ("Metric", "Miara"),
    "sales_goal.status": ("Status", "Status"), "sales_goal.date_from": ("From", "Od"), "sales_goal.date_to": ("To", "Do"),
    "sales_goal.specific": ("Specific", "Treść celu"), "sales_goal.target_gr": ("Target amount", "Kwota docelowa"),
    "sales_goal.baseline_gr": ("Baseline amount", "Kwota wyjściowa"),
    "sales_goal.target_count": ("Target number", "Liczba docelowa"),
    "sales_goal.baseline_count": ("Baseline number", "Liczba wyjściowa"),
    "sales_goal.achievable_why": ("Why it can be reached", "Dlaczego osiągalny"),
    "sales_goal.relevant_why": ("Why it matters", "Dlaczego istotny"), "sales_goal.product_id": _PRODUCT,
    "sales_goal.segment_id": ("Segment", "Segment"), "sales_goal.pipeline_id": ("Pipeline", "Lejek"),
    "sales_goal.owner_id": _OWNER,
    "product.id": _ID, "product.code": ("Code", "Kod"), "product.name": ("Name", "Nazwa"), "product.kind": ("Kind", "Rodzaj"),
    "product.category": ("Category", "Kategoria"), "product.unit": ("Unit", "Jednostka"),
    "product.price_net_gr": ("Net price", "Cena netto"), "product.vat_code": ("VAT rate", "Stawka VAT"),
    "product.active": _ACTIVE, "product.description": ("Description", "Opis"),
    "offer_template.id": _ID, "offer_template.name": ("Name", "Nazwa"), "offer_template.version": ("Version", "Wersja"),
    "offer_template.validity_days": ("Days of validity", "Dni ważności"), "offer_template.active": _ACTIVE,
    **{f"{entity}.{name}": label for entity in ("opportunity_line", "offer_line") for name, label in _LINE.items()},
    "opportunity_line.opportunity_id": _OPPORTUNITY, "offer_line.offer_id": ("Offer", "Oferta"),
    "opportunity_contact.id": _ID, "opportunity_contact.opportunity_id": _OPPORTUNITY,
    "opportunity_contact.contact_id": _CONTACT, "opportunity_contact.role": ("Role", "Rola"),
    "stage_change.id": _ID, "stage_change.opportunity_id": _OPPORTUNITY, "stage_change.from_stage_id": ("From stage", "Z etapu"),
    "stage_change.to_stage_id": ("To stage", "Do etapu"), "stage_change.changed_on": ("Date of the move", "Data zmiany etapu"),
    "stage_change.days_in_from": ("Days in the stage before", "Liczba dni na poprzednim etapie"),
    "stage_change.reason": ("Reason", "Powód"), "stage_change.user_id": _PERSON,
    "message.id": _ID, "message.direction": ("Direction", "Kierunek"), "message.status": ("Status", "Status"),
    "message.sender": ("Sender", "Nadawca"), "message.subject": ("Subject", "Temat"), "message.body": ("Text", "Treść"),
    "message.sent_on": ("Sent on", "Data wysłania"), "message.read_on": ("Read on", "Data odczytania"),
    "message.account_id": _ACCOUNT, "message.contact_id": _CONTACT, "message.opportunity_id": _OPPORTUNITY,
    "message.offer_id": ("Offer", "Oferta"),
    "consent.id": _ID, "consent.contact_id": _CONTACT, "consent.account_id": _ACCOUNT,
    "consent.purpose": ("Purpose", "Cel kontaktu"),
    "consent.channel": ("Channel", "Kanał"), "consent.status": ("Status", "Status zgody"),
    "consent.current": ("Holds now", "Obowiązuje teraz"), "consent.legal_basis": ("Legal basis", "Podstawa prawna"),
    "consent.source": ("Source", "Źródło zgody"), "consent.obtained_on": ("Obtained on", "Data uzyskania"),
    "consent.withdrawn_on": ("Withdrawn on", "Data wycofania"), "consent.evidence": ("Evidence", "Dowód"),
    "verification.id": _ID, "verification.account_id": _ACCOUNT, "verification.contact_id": _CONTACT,
    "verification.source": ("Checked against", "Źródło weryfikacji"),
    "verification.verified_on": ("Checked on", "Data weryfikacji"),
    "verification.user_id": _PERSON, "verification.note": ("Note", "Uwagi"),
}
FIELDS |= {f"{entity}.created_at": ADDED for entity in {name.partition(".")[0] for name in FIELDS}}

_VAT: dict[str, Pair] = {
    **{code: (f"{code}%", f"{code}%") for code in ("23", "8", "5", "0")}, "zw": ("exempt", "zw."),
    "np": ("not subject to VAT", "np.")}
_CHANNELS: dict[str, Pair] = {
    "email": ("e-mail", "e-mail"), "phone": ("phone", "telefon"), "sms": ("SMS", "SMS"), "post": ("post", "poczta"),
    "visit": ("visit", "wizyta"), "portal": ("portal", "portal")}
_TASK_KINDS: dict[str, Pair] = {
    "phone": ("phone", "telefon"), "email": ("e-mail", "e-mail"), "meeting": ("meeting", "spotkanie"),
    "offer": ("offer", "oferta"), "other": ("other", "inne")}
_PRIORITIES: dict[str, Pair] = {
    "low": ("low", "niski"), "normal": ("normal", "normalny"), "high": ("high", "wysoki"), "urgent": ("urgent", "pilny")}
VALUES: dict[str, dict[str, Pair]] = {
    "account.kind": {"company": ("company", "firma"), "sole_trader": ("sole trader", "JDG"), "person": ("person", "osoba"),
                     "institution": ("institution", "instytucja")},
    "account.status": {"prospect": ("prospect", "potencjalny"), "active": ("active", "aktywny"),
                       "inactive": ("inactive", "nieaktywny")},
    "account.preferred_channel": _CHANNELS, "contact.preferred_channel": _CHANNELS,
    "contact.decision_role": {
        "decision_maker": ("decision maker", "decydent"), "user": ("user", "użytkownik"), "adviser": ("adviser", "doradca"),
        "blocker": ("blocker", "blokujący"), "unknown": ("unknown", "nieznana")},
    "opportunity.value_source": {"manual": ("by hand", "ręcznie"), "lines": ("from lines", "z pozycji")},
    "stage.kind": {"open": ("open", "w toku"), "won": ("won", "wygrana"), "lost": ("lost", "przegrana")},
    "interaction.origin": {
        "candidate": ("user’s entry", "wpis użytkownika"), "assessor": ("entry of an assessor", "wpis członka komisji"),
        "system": ("entry of the scenario", "wpis scenariusza")},
    "stage.color": {"slate": ("slate", "grafitowy"), "blue": ("blue", "niebieski"), "teal": ("teal", "morski"),
                    "violet": ("violet", "fioletowy"), "plum": ("plum", "śliwkowy"), "brown": ("brown", "brązowy")},
    "stage.gate": {"none": ("none", "brak"), "warn": ("warning", "ostrzeżenie"), "block": ("block", "blokada")},
    "task.kind": _TASK_KINDS,
    "stage_task.kind": _TASK_KINDS, "stage_task.priority": _PRIORITIES,
    "task.status": {
        "not_started": ("not started", "nie rozpoczęte"), "in_progress": ("in progress", "w toku"),
        "on_hold": ("on hold", "wstrzymane"), "completed": ("completed", "zakończone"), "cancelled": ("cancelled", "anulowane")},
    "task.priority": _PRIORITIES,
    "offer.status": {"draft": ("draft", "szkic"), "ready": ("ready", "gotowa"), "sent": ("sent", "wysłana"),
                     "accepted": ("accepted", "zaakceptowana"), "rejected": ("rejected", "odrzucona"),
                     "expired": ("expired", "wygasła")},
    "interaction.kind": {"phone": ("phone", "telefon"), "email": ("e-mail", "e-mail"), "meeting": ("meeting", "spotkanie"),
                         "offer": ("offer", "oferta"), "note": ("note", "notatka"), "visit": ("visit", "wizyta")},
    "interaction.direction": {"outgoing": ("outgoing", "do klienta"), "incoming": ("incoming", "od klienta"),
                              "internal": ("internal", "wewnątrz firmy")},
    "sales_goal.metric": {
        "won_value": ("won value", "wartość wygranych"), "won_count": ("won opportunities", "liczba wygranych"),
        "new_clients": ("new clients", "nowi klienci"), "offer_count": ("offers", "liczba ofert"),
        "conversion": ("conversion", "konwersja")},
    "sales_goal.status": {"draft": ("draft", "szkic"), "active": ("active", "aktywny"), "closed": ("closed", "zamknięty")},
    "product.kind": {"product": ("product", "produkt"), "service": ("service", "usługa")},
    "product.vat_code": _VAT, "opportunity_line.vat_code": _VAT, "offer_line.vat_code": _VAT,
    "opportunity_contact.role": {
        "decision_maker": ("decision maker", "decydent"), "user": ("user", "użytkownik"), "adviser": ("adviser", "doradca"),
        "blocker": ("blocker", "blokujący")},
    "message.direction": {"outgoing": ("outgoing", "wychodząca"), "incoming": ("incoming", "przychodząca")},
    "message.status": {"draft": ("draft", "szkic"), "sent": ("sent", "wysłana"), "bounced": ("bounced", "niedoręczona"),
                       "received": ("received", "odebrana")},
    "consent.purpose": {
        "commercial": ("commercial information", "informacje handlowe"),
        "offer": ("contact about an offer", "kontakt w sprawie oferty"),
        "contract": ("carrying out a contract", "wykonanie umowy"),
        "survey": ("satisfaction survey", "badanie satysfakcji")},
    "consent.channel": {"email": ("e-mail", "e-mail"), "phone": ("phone", "telefon"), "sms": ("SMS", "SMS"),
                        "automatic": ("automatic calling", "automat wywołujący")},
    "consent.status": {"not_asked": ("not asked", "nie pytano"), "granted": ("granted", "udzielona"),
                       "refused": ("refused", "odmowa"), "withdrawn": ("withdrawn", "wycofana")},
    "consent.legal_basis": {
        letter: (f"art. 6(1)({letter}) GDPR: {english}", f"art. 6 ust. 1 lit. {letter} RODO: {polish}")
        for letter, english, polish in (
            ("a", "consent", "zgoda"), ("b", "contract", "umowa"), ("c", "legal obligation", "obowiązek prawny"),
            ("d", "vital interests", "żywotne interesy"), ("e", "public task", "interes publiczny"),
            ("f", "legitimate interest", "prawnie uzasadniony interes"))},
    "verification.source": {"register": ("public register", "rejestr publiczny"), "website": ("website", "strona klienta"),
                            "phone": ("phone call", "rozmowa telefoniczna"), "document": ("document", "dokument")},
}
#: said of fields of every gender: no operator is an adjective that would have to agree
OPERATORS: dict[str, Pair] = {
    "eq": ("is", "równa się"), "ne": ("is not", "nie równa się"), "in": ("is one of", "to jedna z wartości"),
    "contains": ("contains", "zawiera"), "starts": ("starts with", "zaczyna się od"), "empty": ("is empty", "pole puste"),
    "not_empty": ("is not empty", "pole wypełnione"), "lt": ("below", "poniżej"), "le": ("at most", "co najwyżej"),
    "gt": ("above", "powyżej"), "ge": ("at least", "co najmniej"), "between": ("between", "pomiędzy"),
    "relative": ("in the period", "w okresie"),
}
#: comparisons of days, where a filter is said in words
DAY_SIGNS: dict[str, Pair] = {"lt": ("before", "przed"), "le": ("no later than", "najpóźniej"), "gt": ("after", "po"),
                              "ge": ("no earlier than", "najwcześniej")}
RELATIVE: dict[str, Pair] = {
    "yesterday": ("yesterday", "wczoraj"), "today": ("today", "dziś"), "tomorrow": ("tomorrow", "jutro"),
    "last_week": ("last week", "poprzedni tydzień"), "this_week": ("this week", "ten tydzień"),
    "next_week": ("next week", "następny tydzień"), "last_month": ("last month", "poprzedni miesiąc"),
    "this_month": ("this month", "ten miesiąc"), "next_month": ("next month", "następny miesiąc"),
    "last_quarter": ("last quarter", "poprzedni kwartał"), "this_quarter": ("this quarter", "ten kwartał"),
    "next_quarter": ("next quarter", "następny kwartał"), "last_year": ("last year", "poprzedni rok"),
    "this_year": ("this year", "ten rok"), "next_year": ("next year", "następny rok"),
    "next_n_days": ("next {n} days", "najbliższe {n} dni"),
    "last_n_days": ("last {n} days", "ostatnie {n} dni"), "overdue": ("overdue", "po terminie"),
}
FUNCTIONS: dict[str, Pair] = {"count": ("Number of records", "Liczba"), "sum": ("Sum", "Suma"), "avg": ("Average", "Średnia"),
                              "min": ("Minimum", "Minimum"), "max": ("Maximum", "Maksimum")}
KINDS: dict[str, Pair] = {
    "table": ("Table", "Tabela"), "pivot": ("Pivot table", "Tabela przestawna"), "bar": ("Bars", "Wykres słupkowy"),
    "stacked_bar": ("Stacked bars", "Wykres słupkowy skumulowany"), "line": ("Line", "Wykres liniowy"),
    "pie": ("Pie", "Wykres kołowy"), "funnel": ("Funnel", "Lejek"), "figure": ("Single figure", "Wskaźnik liczbowy")}
BUCKETS: dict[str, Pair] = {"day": ("Day", "Dzień"), "week": ("Week", "Tydzień"), "month": ("Month", "Miesiąc"),
                            "quarter": ("Quarter", "Kwartał"), "year": ("Year", "Rok")}
COMPARISONS: dict[str, Pair] = {
    "previous_period": ("Previous period", "Poprzedni okres"), "period": ("Chosen period", "Wybrany okres"),
    "segment": ("Two segments", "Dwa segmenty"), "owner": ("Two owners", "Dwóch opiekunów")}
#: fields whose codes are those of a dictionary of the company, and the dictionary's kind
DICTIONARIES = {"industry": "industry", "source": "source", "acquisition_method": "acquisition_method",
                "legal_form": "legal_form", "lost_reason": "lost_reason"}
