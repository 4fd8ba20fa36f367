"""The command that sets an opportunity's lines, and the value that follows from them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.sales import VAT_CODES, Opportunity, OpportunityLine, Product, Stage
from sandbox_crm.sales.arithmetic import line_net_gr
from sandbox_crm.sales.stage_tasks import products_of, spawn_for_products
from sandbox_crm.sales.writing import Problems, assign, stale

LINE_FIELDS = ("product_id", "name", "qty_milli", "unit", "price_net_gr", "discount_pct", "vat_code")


@command("opportunity.set_lines")
def set_lines(bench: Workbench, *, opportunity_id: int, lines: list[dict[str, Any]],
              row_version: int | None = None) -> Done:
    """Replace an opportunity's lines. Each line: ``product_id`` or ``name``; ``qty_milli`` (thousandths, above zero),
    ``unit``, ``price_net_gr``, ``discount_pct`` (0-100), ``vat_code``; what is left out comes from the product.
    Where ``value_source`` is "lines" the value becomes the sum of the lines' nets. A product that was not among the lines
    brings the tasks that the stage has for it. Raises Refused, Stale, TypeError."""
    opportunity = bench.get(Opportunity, opportunity_id)
    check_version(opportunity, row_version, {}, stale())
    made = [_made(bench, opportunity, number, values) for number, values in enumerate(lines)]
    _keep_won_value(bench, opportunity, made)
    before = products_of(bench, opportunity.id)
    kept = lines_of(bench, opportunity.id)
    for old, new in zip(kept, made, strict=False):
        for name in (*LINE_FIELDS, "net_gr", "position"):
            setattr(old, name, getattr(new, name))
    for old in kept[len(made):]:
        old.deleted_at = bench.stamp
    for new in made[len(kept):]:
        bench.add(new)
    bench.session.flush()
    if opportunity.value_source == "lines":
        opportunity.value_gr = value_from_lines(bench, opportunity.id)
    spawn_for_products(bench, opportunity, products_of(bench, opportunity.id) - before)
    return Done(opportunity, f"Ustalono pozycje szansy sprzedaży {opportunity.number} (liczba pozycji: {len(made)})")


def lines_of(bench: Workbench, opportunity_id: int) -> list[OpportunityLine]:
    """The live lines of an opportunity in order."""
    return list(bench.session.scalars(select(OpportunityLine).where(
        OpportunityLine.opportunity_id == opportunity_id, OpportunityLine.deleted_at.is_(None))
        .order_by(OpportunityLine.position, OpportunityLine.id)))


def value_from_lines(bench: Workbench, opportunity_id: int) -> int:
    """The sum of the nets of an opportunity's lines, in grosze."""
    return sum(line.net_gr for line in lines_of(bench, opportunity_id))


def _made(bench: Workbench, opportunity: Opportunity, number: int, values: dict[str, Any]) -> OpportunityLine:
    line, problems, start = OpportunityLine(opportunity_id=opportunity.id, position=number + 1), Problems(), f"lines-{number}-"
    assign(line, values, LINE_FIELDS)
    product = problems.reference(bench, Product, line.product_id, f"{start}product_id")
    for name in ("name", "unit", "price_net_gr", "vat_code"):
        if product is not None and getattr(line, name) is None:
            setattr(line, name, getattr(product, name))
    line.discount_pct = line.discount_pct or 0
    if not line.name:
        problems.add(f"{start}name", _("Line %(number)d: choose a product or enter a name.", number=number + 1))
    if not line.unit:
        line.unit = "szt."
    if line.qty_milli is None or line.qty_milli <= 0:
        problems.add(f"{start}qty_milli", _("Line %(number)d: enter a quantity greater than zero.", number=number + 1))
    if line.price_net_gr is None or line.price_net_gr < 0:
        problems.add(f"{start}price_net_gr", _("Line %(number)d: enter a net price of zero or more.", number=number + 1))
    if not 0 <= line.discount_pct <= 100:
        problems.add(f"{start}discount_pct", _("Line %(number)d: a discount is a whole number from 0 to 100.", number=number + 1))
    if line.vat_code not in VAT_CODES:
        problems.add(f"{start}vat_code", _("Line %(number)d: choose the VAT rate.", number=number + 1))
    problems.refuse()
    line.net_gr = line_net_gr(line.qty_milli, line.price_net_gr, line.discount_pct)
    return line


def _keep_won_value(bench: Workbench, opportunity: Opportunity, made: list[OpportunityLine]) -> None:
    won = bench.session.get(Stage, opportunity.stage_id).kind == "won"
    if won and opportunity.value_source == "lines" and sum(line.net_gr for line in made) <= 0:
        raise Refused(_("A won opportunity needs a value greater than zero."))
