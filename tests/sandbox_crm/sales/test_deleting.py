"""Goals, pipelines, stages, products and offer templates go to the bin and come back; what is in use is refused in words."""

import pytest

from sandbox_crm.bench import Refused
from sandbox_crm.history.undoing import last_act, restore, undo
from sandbox_crm.models.offers import OfferTemplate
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, SalesGoal, Stage, StageTask
from sandbox_crm.offers.generating import generate_offer
from sandbox_crm.offers.templates import delete_template
from sandbox_crm.sales import goals, lines, opportunities, pipelines, products, stage_tasks, stages, transitions
from tests.sandbox_crm.driver import ADDRESS, form_of, page, send
from tests.sandbox_crm.offers.test_offer_commands import LINES, template
from tests.sandbox_crm.seed import ANNA, B2B, B2C, EWA, LAMP, MOUNTING, NEW, SWIT, TALK


def refused(bench, carry_out, **args):
    with pytest.raises(Refused) as caught, bench.session.begin_nested():
        carry_out(bench, **args)
    return str(caught.value.message)


def test_an_unused_record_goes_to_the_bin_is_taken_back_and_comes_out_again(sandbox):
    with sandbox.work() as bench:
        goals.create(bench, name="Cel")
        template(bench)
    for command, args, entity, key in (
            (goals.delete, {"goal_id": 1}, SalesGoal, 1), (products.delete, {"product_id": MOUNTING}, Product, MOUNTING),
            (pipelines.delete, {"pipeline_id": B2C}, Pipeline, B2C), (delete_template, {"template_id": 1}, OfferTemplate, 1)):
        with sandbox.work() as bench:
            before = bench.session.get(entity, key)
            known = (before.name, getattr(before, "code", None))
            command(bench, **args)
            assert bench.attempt(command, **args)[1].status == 404
        with sandbox.work() as bench:
            undo(bench, seq=last_act(bench).seq)
            assert bench.get(entity, key).deleted_at is None
        with sandbox.work() as bench:
            command(bench, **args)
        with sandbox.work() as bench:
            restore(bench, table=entity.__tablename__, record_id=key)
            after = bench.get(entity, key)
            assert (after.name, getattr(after, "code", None)) == known
    sandbox.snapshot()


def test_what_is_in_use_stays_and_the_refusal_names_its_users(bench):
    goal = goals.create(bench, name="Wiosna", product_id=LAMP, pipeline_id=B2C)
    opportunities.update(bench, opportunity_id=1, goal_id=goal.id)
    assert "SZ/2026/0001" in refused(bench, goals.delete, goal_id=goal.id)
    assert "Wiosna" in refused(bench, products.delete, product_id=LAMP)
    assert "Wiosna" in refused(bench, pipelines.delete, pipeline_id=B2C)
    assert "SZ/2026/0001, SZ/2026/0002" in refused(bench, pipelines.delete, pipeline_id=B2B)
    lines.set_lines(bench, opportunity_id=2, lines=[{"product_id": MOUNTING, "qty_milli": 1000}])
    assert "SZ/2026/0002" in refused(bench, products.delete, product_id=MOUNTING)
    bound = stage_tasks.add(bench, stage_id=TALK, title="Pokaz lampy", product_id=LAMP)
    assert "Pokaz lampy" in refused(bench, products.delete, product_id=LAMP)
    stage_tasks.update(bench, stage_task_id=bound.id, product_id=None)
    opportunities.update(bench, opportunity_id=1, goal_id=None)
    assert goals.delete(bench, goal_id=goal.id).deleted_at
    assert products.delete(bench, product_id=LAMP).deleted_at and pipelines.delete(bench, pipeline_id=B2C).deleted_at


def test_a_free_name_or_code_may_be_taken_and_then_the_old_record_waits(bench):
    products.delete(bench, product_id=LAMP)
    products.create(bench, code="L-100", name="Nowa lampa", unit="szt.", price_net_gr=1, vat_code="23")
    pipelines.delete(bench, pipeline_id=B2C)
    pipelines.create(bench, name="Sklep", stages=[{"name": "Jeden"}])
    for table, key, words in (("product", LAMP, "L-100"), ("pipeline", B2C, "Sklep")):
        assert words in refused(bench, restore, table=table, record_id=key)


def test_nothing_moves_into_a_pipeline_in_the_bin_and_nothing_comes_back_into_one(bench):
    opportunities.delete(bench, opportunity_id=1)
    transitions.move(bench, opportunity_id=2, stage_id=6)
    pipelines.delete(bench, pipeline_id=B2B)
    assert refused(bench, transitions.move, opportunity_id=2, stage_id=TALK)
    assert refused(bench, opportunities.restore, opportunity_id=1)
    assert refused(bench, opportunities.create, name="x", account_id=SWIT, pipeline_id=B2B)
    restore(bench, table="pipeline", record_id=B2B)
    assert opportunities.restore(bench, opportunity_id=1).pipeline_id == B2B
    assert transitions.move(bench, opportunity_id=2, stage_id=TALK).stage_id == TALK


def test_a_goal_waits_for_what_it_is_about(bench):
    goal = goals.create(bench, name="Cel", product_id=LAMP)
    goals.delete(bench, goal_id=goal.id)
    products.delete(bench, product_id=LAMP)
    assert "Lampa biurowa" in refused(bench, restore, table="sales_goal", record_id=goal.id)
    restore(bench, table="product", record_id=LAMP)
    assert restore(bench, table="sales_goal", record_id=goal.id).deleted_at is None


def test_a_deleted_stage_comes_back_to_its_place_with_its_tasks_and_takes_no_opportunity(bench):
    stage_tasks.add(bench, stage_id=TALK, title="Telefon")
    earlier = stage_tasks.add(bench, stage_id=TALK, title="Dawne")
    stage_tasks.delete(bench, stage_task_id=earlier.id)
    earlier.deleted_at = bench.stamp.replace(year=2025)
    stages.delete(bench, stage_id=TALK, target_stage_id=NEW)
    assert refused(bench, restore, table="stage_task", record_id=1)
    assert [stage.name for stage in stages.stages_of(bench, B2B)] == ["Nowa", "Oferta", "Wygrana", "Przegrana"]
    restore(bench, table="stage", record_id=TALK)
    assert [(stage.name, stage.position) for stage in stages.stages_of(bench, B2B)] == [
        ("Nowa", 1), ("Rozmowa", 2), ("Oferta", 3), ("Wygrana", 4), ("Przegrana", 5)]
    assert [one.title for one in stage_tasks.stage_tasks_of(bench, TALK)] == ["Telefon"]
    assert bench.session.get(StageTask, earlier.id).deleted_at is not None
    assert bench.session.get(Opportunity, 2).stage_id == NEW


def test_a_deleted_stage_waits_while_its_name_is_taken_or_its_pipeline_is_in_the_bin(bench):
    stages.delete(bench, stage_id=7)
    stages.add(bench, pipeline_id=B2C, name="Rozmowa")
    assert "Rozmowa" in refused(bench, restore, table="stage", record_id=7)
    pipelines.delete(bench, pipeline_id=B2C)
    assert refused(bench, restore, table="stage", record_id=7)
    assert bench.session.get(Stage, 7).deleted_at is not None


def test_an_offer_keeps_what_it_says_when_its_template_is_gone(bench):
    made = template(bench)
    offer = generate_offer(bench, opportunity_id=1, template_id=made.id, contact_id=EWA, lines=LINES)
    said = list(offer.rendered_blocks)
    delete_template(bench, template_id=made.id)
    assert offer.rendered_blocks == said
    assert refused(bench, generate_offer, opportunity_id=1, template_id=made.id, contact_id=EWA, lines=LINES)


def test_the_screens_delete_refuse_in_words_and_offer_to_take_it_back(client, sandbox):
    with sandbox.work() as bench:
        goals.create(bench, name="Cel", owner_id=ANNA)
        template(bench)
    for path, command, back in (("/goals/1", "goal.delete", "/goals"), (f"/products/{MOUNTING}", "product.delete", "/products"),
                                (f"/pipelines/{B2C}", "pipeline.delete", "/pipelines"),
                                ("/templates/1", "template.delete", "/templates")):
        assert send(client, path, command).headers["Location"].endswith(back)
        form = form_of(page(client, back), "act.undo")
        client.post(form["action"], data={field["name"]: field.get("value", "") for field in form.select("input[name]")})
        assert page(client, path).h1
        send(client, path, command)
        page(client, path, status=404)
    assert len(page(client, "/bin").select("main tbody tr")) == 4
    form = form_of(page(client, f"/pipelines/{B2B}"), "pipeline.delete")
    answer = client.post(form["action"], data={field["name"]: field.get("value", "") for field in form.select("input[name]")})
    assert answer.status_code == 422 and "SZ/2026/0001" in answer.get_data(as_text=True)
    assert form["action"] == f"{ADDRESS}/pipelines/{B2B}/delete" and page(client, f"/pipelines/{B2B}").h1
