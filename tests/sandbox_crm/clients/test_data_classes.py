"""Which class a column or a value is of: special categories, convictions, national numbers, excess data."""

import pytest

from sandbox_crm.clients.data_classes import CLASSES, class_of_field, class_of_heading, class_of_text, strictest

HEADINGS = {
    "special": ("Stan zdrowia", "stopień niepełnosprawności", "Wyznanie", "narodowość", "Poglądy polityczne", "Grupa krwi",
                "przynależność_do_związków", "Orientacja seksualna", "Alergie", "Ciąża"),
    "convictions": ("Karalność", "zaświadczenie o niekaralności", "Wyroki", "KRK"),
    "number": ("PESEL", "Nr PESEL", "pesel_klienta"),
    "excess": ("Data urodzenia", "Wiek", "Płeć", "Stan cywilny", "Seria i nr dowodu osobistego", "Imiona rodziców",
               "Liczba dzieci", "Hobby", "Mąż/żona"),
    None: ("Nazwa firmy", "NIP", "KRS", "Województwo", "mazowieckie", "Telefon", "Większy odbiorca", "Plecaki",
           "Partiami", "Wiekowość", "Adres e-mail", "Uwagi", "Kolumna 7", "Ulica", ""),
}


@pytest.mark.parametrize(("meant", "heading"), [(name, one) for name, all_of in HEADINGS.items() for one in all_of])
def test_a_heading_speaks_of_a_class(meant, heading):
    assert class_of_heading(heading) == meant


@pytest.mark.parametrize(("text", "meant"), [
    ("44051401359", "number"), ("pesel 44051401359, dzwonić rano", "number"), ("44051401358", None), ("444051401359", None),
    ("rozmowa", None), (True, None), (None, None)])
def test_a_pesel_is_known_by_its_digits_wherever_it_stands(text, meant):
    assert class_of_text(text) == meant


def test_the_most_protected_class_counts():
    assert strictest("personal", None, "special", "number") == "special" and strictest(None) is None
    assert strictest(*CLASSES) == "special"
    assert [class_of_field("notes"), class_of_field("email"), class_of_field("description", firm=True)] == [
        "free", "personal", "firm"]
