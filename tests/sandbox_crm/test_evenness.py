"""The same thing is done in one place of the templates: files, the bin, taking out of a list, the counter of a list."""

import pkgutil
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from sandbox_crm import forms
from sandbox_crm.fields import CHOOSE, ChoiceField
from tests.sandbox_crm.driver import page

TEMPLATES = Path(__file__).resolve().parents[2] / "sandbox_crm/templates/sandbox_crm"

#: what stands in `_macros.html` and nowhere else -> what it would look like by hand
BY_HAND = {
    "a button for a file of the list": r"kind=.(?:xlsx|csv)|>(?:XLSX|CSV)<|_\('Export",
    "a way into the bin": r"act\('[a-z_]+\.delete|_\('Delete",
    "a cross that takes a row out": r"<button[^>]*data-remove-row",
    "a counter": r"paging\.words",
}


@cache
def templates():
    """Every template but the macros, by its name."""
    every = TEMPLATES.rglob("*.html")
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in every if path.name != "_macros.html"}


@pytest.mark.parametrize("what", BY_HAND)
def test_it_is_done_by_one_macro(what):
    assert [name for name, text in templates().items() if re.search(BY_HAND[what], text)] == []


@pytest.mark.parametrize("what", BY_HAND)
def test_the_same_by_hand_would_be_found(what):
    """The control: the macro's own text is what is looked for, or was before there was a macro."""
    old = {"a button for a file of the list": "crm_url('run_file', run_id=run.id, kind='xlsx')",
           "a way into the bin": "act('task.delete', crm_url('task_delete'), _('Delete'))",
           "a cross that takes a row out": '<button type="button" data-remove-row hidden>',
           "a counter": "<p>{{ paging.words }}</p>"}
    assert re.search(BY_HAND[what], old[what])


#: fields that a row needs once it is filled in, or that are asked where there is something to choose for
NEEDED_LATER = {"op", "owner_a", "owner_b", "segment_a", "segment_b", "pipeline_id", "target_stage_id", "account_id"}


def empty_choices():
    """Every field of every form that has an empty choice: the form, the field, whether it must be given, the words."""
    for module in pkgutil.iter_modules(forms.__path__, forms.__name__ + "."):
        for form in vars(import_module(module.name)).values():
            for name, made in vars(form).items() if isinstance(form, type) else ():
                if getattr(made, "field_class", None) and issubclass(made.field_class, ChoiceField) and "blank" in made.kwargs:
                    must = any(getattr(one, "field_flags", {}).get("must") for one in (made.args[1:] or [[]])[0])
                    yield form.__name__, name, must, made.kwargs["blank"]


def odd(name, must, words):
    """Whether an empty choice breaks the rule: "Wybierz…" where one must choose, else a bare word for what empty means."""
    if words is CHOOSE:
        return not must and name not in NEEDED_LATER
    return must or not re.fullmatch(r"[a-z][^–()…]+", str(words))


def test_an_empty_choice_says_choose_where_one_must_and_what_empty_means_elsewhere():
    found = list(empty_choices())
    assert len(found) > 60 and sum(must for _form, _name, must, _words in found) > 8
    assert [one[:2] for one in found if odd(*one[1:])] == []
    assert all(map(odd, ("x",) * 5, (True, False, False, False, False), ("none", CHOOSE, "– none –", "(empty)", "–")))


def test_no_template_writes_an_empty_choice_as_a_dash_or_as_nothing():
    bare = re.compile(r"<option value=\"\">(?:\s*[–(-]|</option>|\{\{ _\('(?:– |\(|choose))")
    assert [name for name, text in templates().items() if bare.search(text)] == []
    for old in ('<option value="">–</option>', '<option value=""></option>', '<option value="">{{ _(\'– none –\') }}'):
        assert bare.search(old)


@pytest.mark.parametrize("path", ["/accounts", "/contacts", "/opportunities", "/tasks", "/offers", "/products"])
def test_a_list_counts_its_records_once_and_exports_from_one_place(client, path):
    soup = page(client, path)
    filled = path != "/offers"  # the small company has made none
    assert len(re.findall("Wyświetlono", soup.text)) == filled
    assert [link.text for link in soup.select(".crm-list-line .crm-tools a[download]")] == ["XLSX", "CSV"] * filled


def test_the_tabs_of_the_bin_are_in_the_plural(client, sandbox):
    from sandbox_crm.clients import accounts, contacts
    from sandbox_crm.work import tasks

    with sandbox.work() as bench:
        contacts.delete(bench, contact_id=1)
        tasks.delete(bench, task_id=1)
        accounts.delete(bench, account_id=accounts.create(bench, name="Zbędne", kind="company").id)
    tabs = [link.text for link in page(client, "/bin").select(".crm-tabs a")]
    assert tabs == ["Wszystkie", "Konta klientów", "Osoby kontaktowe", "Zadania"]
