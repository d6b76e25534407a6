"""The rows of the section "Fields" on the page of an assessment."""

from incidents.records.queries.field_rows import FieldRow, date_row, term_row


def assessment_field_rows(assessment, _user):
    """Yield the rows in the order of the page."""
    yield term_row(assessment, "kind")
    yield term_row(assessment, "estimative")
    yield term_row(assessment, "likelihood")
    yield _probability(assessment)
    yield term_row(assessment, "confidence")
    yield term_row(assessment, "confidence_basis")
    source = assessment.get_horizon_source_display() if assessment.horizon_source else ""
    horizon = date_row(assessment, "horizon")
    horizon.qualifier = str(source)
    yield horizon
    yield term_row(assessment, "criteria")
    yield term_row(assessment, "resolution_source")
    yield term_row(assessment, "outcome", assessment.outcome_evidence or "")


def _probability(assessment):
    if assessment.probability is None:
        return FieldRow("probability", "")
    basis = str(assessment.get_probability_basis_display())
    return FieldRow("probability", "", f"{assessment.probability * 100:.1f} %", basis)
