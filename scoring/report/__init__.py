"""The committee report: one pure model, drawn as page, PDF and XLSX."""
