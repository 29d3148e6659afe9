"""Answers that a browser saves as a file."""


def attached(name: str) -> dict[str, str]:
    """The headers; `name` is of ASCII letters, digits, dots and hyphens."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def file_name(*parts: str, form: str) -> str:
    """Of the parts that there are: report-350322-2026.docx."""
    return f"{'-'.join(filter(None, parts))}.{form}"
