"""No criterion that the CRM is held for goes without a journey, and no job of the table without a count."""

import ast
from pathlib import Path

from question_bank.qualification import load_qualification
from tests.journeys.crm import job_table


def functions():
    """Every journey of this folder, read: name, parameters, and the texts that stand in it."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for one in ast.walk(ast.parse(file.read_text())):
            if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
                texts = {node.value for node in ast.walk(one) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
                yield one.name, {argument.arg for argument in one.args.args}, texts


def test_each_criterion_that_the_sandbox_verifies_is_done_by_both_hands():
    held = [
        one.code
        for one in load_qualification().criteria
        if "1.2.a" <= one.code <= "2.5.f" and "sandbox" in (*one.methods, *one.supporting)
    ]
    done = {"_".join(name.split("_")[1:4]).replace("_", ".") for name, takes, _texts in functions() if "hands" in takes}
    assert len(held) == 29
    assert not [code for code in held if code not in done]


def test_each_of_the_ten_jobs_is_counted_by_a_journey():
    told = set().union(*(texts for _name, takes, texts in functions() if "counted" in takes))
    assert len(job_table.rows()) == 10 and set(job_table.rows()) <= told
