"""The plan of the test: how many items each criterion gets, how long it lasts, and the bands of a result."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from question_bank.content_file import DATA, ContentError, model_problems, read_document
from question_bank.items import Part
from question_bank.qualification import load_qualification


class Band(StrEnum):
    """What the number of right answers at a deciding criterion proposes."""

    MET = "met"
    REVIEW = "review"
    NOT_MET = "not_met"


class Bands(Part):
    """Lower limits, in right answers, of "met" and "review"; below review the proposal is "not met"."""

    met_from: int = Field(ge=1)
    review_from: int = Field(ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Bands:
        if self.review_from > self.met_from:
            raise ValueError("review_from lies above met_from; mend the bands")
        return self

    def of(self, right: int) -> Band:
        """The band of this many right answers."""
        if right >= self.met_from:
            return Band.MET
        return Band.REVIEW if right >= self.review_from else Band.NOT_MET


class Cell(Part):
    """One criterion's share of a form; a cell that does not decide only supports the interview."""

    criterion: str
    count: int = Field(ge=1)
    least_single: int = Field(ge=0)
    deciding: bool

    @model_validator(mode="after")
    def _singles_fit(self) -> Cell:
        if self.least_single > self.count:
            raise ValueError("least_single is more than count; mend the cell")
        return self


class Blueprint(Part):
    """The whole plan; `minutes` is the working time, `share_tolerance` is in expected right answers a form."""

    version: int = Field(ge=1)
    minutes: int = Field(ge=1)
    threshold_label: Annotated[str, Field(min_length=1)]
    bands: Bands
    bank_minimum: int = Field(ge=1)
    share_tolerance: float = Field(gt=0)
    cells: tuple[Cell, ...]

    @model_validator(mode="after")
    def _cells_are_the_test_criteria(self) -> Blueprint:
        qualification = load_qualification()
        deciding = [cell.criterion for cell in self.cells if cell.deciding]
        supporting = [cell.criterion for cell in self.cells if not cell.deciding]
        for kind, found, wanted in (
            ("deciding", deciding, qualification.decided_by("test")),
            ("supporting", supporting, qualification.supported_by("test")),
        ):
            codes = [criterion.code for criterion in wanted]
            if sorted(found) != codes:
                raise ValueError(f"the {kind} cells are {', '.join(found)}; they must be {', '.join(codes)}, each once")
        small = [cell.criterion for cell in self.cells if cell.deciding and cell.count < self.bands.met_from]
        if small:
            raise ValueError(f"nobody could meet {', '.join(small)}: fewer items than met_from; raise count")
        return self

    @property
    def size(self) -> int:
        """Items in a form."""
        return sum(cell.count for cell in self.cells)

    @property
    def deciding_size(self) -> int:
        """Items of a form that decide."""
        return sum(cell.count for cell in self.cells if cell.deciding)

    def cell(self, criterion: str) -> Cell:
        """The cell of the criterion; KeyError when the test does not ask about it."""
        for cell in self.cells:
            if cell.criterion == criterion:
                return cell
        raise KeyError(f"the test has no cell for criterion {criterion!r}")

    def band(self, criterion: str, right: int) -> Band | None:
        """The band of a deciding criterion's right answers; None for one that the test only supports.

        ValueError when there cannot be that many right answers.
        """
        cell = self.cell(criterion)
        if not 0 <= right <= cell.count:
            raise ValueError(f"{right} right answers at {criterion}, which has {cell.count} items")
        return self.bands.of(right) if cell.deciding else None


def load_blueprint(data: Path = DATA) -> Blueprint:
    """The shipped plan of the test. ContentError when the file is faulty."""
    document = read_document(data / "blueprint.yaml", data)
    try:
        return Blueprint.model_validate(document.data)
    except ValidationError as error:
        raise ContentError(model_problems(error, document, [], "blueprint")) from error
