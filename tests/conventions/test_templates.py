"""Templates: nothing the content policy forbids, nothing from elsewhere, every sending form with its token, every image named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "exam", "sandbox_crm", "scoring", "question_bank")
TEMPLATES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("templates/**/*.html"))
TOKEN = re.compile(r"csrf_token|hidden_tag\(|\btoken\(\)|form\.csrf|crm_hidden_inputs\(\)")

#: what is forbidden -> how it is found in a template without its comments
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/json[\"'])[^>]*>", re.I),
    "an event handler": re.compile(r"<[^>{]*?\son[a-z]+\s*=", re.I),
    "an inline style": re.compile(r"<style\b|<[^>]*?\sstyle\s*=", re.I),
    "an address elsewhere": re.compile(r"(?:src|href|action|srcset)\s*=\s*[\"']\s*(?:https?:)?//", re.I),
    # the empty icon "data:," only keeps a browser from asking for one
    "a script address": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*(?:javascript:|data:(?!,[\"']))", re.I),
    "markup taken as safe": re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false"),
}
IMAGE = re.compile(r"<img\b[^>]*>", re.I | re.S)
FORM = re.compile(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?</form>", re.I | re.S)


def faults_of(text: str) -> list[str]:
    """What is wrong with a template's text, with the line."""
    bare = re.sub(r"\{#.*?#\}", lambda match: "\n" * match[0].count("\n"), text, flags=re.S)
    found = [f"line {bare.count(chr(10), 0, match.start()) + 1}: {name}: {match[0][:80]!r}"
             for name, pattern in FORBIDDEN.items() for match in pattern.finditer(bare)]
    found += [f"an image without alt: {match[0][:80]!r}" for match in IMAGE.finditer(bare)
              if not re.search(r"\balt\s*=", match[0])]
    found += [f"line {bare.count(chr(10), 0, match.start()) + 1}: a sending form without its token"
              for match in FORM.finditer(bare) if not TOKEN.search(match[0])]
    return found


def test_the_templates_are_found():
    assert len(TEMPLATES) > 100


def test_no_template_breaks_the_rules():
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in TEMPLATES for fault in faults_of(path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("wrong", [
    "<script>alert(1)</script>", '<script type="module">x()</script>', '<a href="/" onclick="x()">', '<p style="color:red">',
    "<style>p{}</style>", '<img alt="" src="https://example.org/x.png">', '<link href="//cdn.example.org/x.css">',
    '<a href="javascript:x()">', "{{ text|safe }}", "{% autoescape false %}", '<img src="/x.png">',
    '<form method="post"><button>Wyślij</button></form>'])
def test_a_template_that_breaks_a_rule_is_told(wrong):
    assert faults_of(wrong)


@pytest.mark.parametrize("right", [
    '<script type="module" src="{{ url_for(\'static\', filename=\'page.js\') }}"></script>', '<p class="x">on time = now</p>',
    '<form method="post">{{ form.hidden_tag() }}</form>', '<form method="get"></form>', '<img src="/static/mark.svg" alt="">',
    "{# |safe is forbidden #}", '<script type="application/json" id="data">{}</script>'])
def test_a_template_that_keeps_the_rules_is_left_alone(right):
    assert not faults_of(right)
