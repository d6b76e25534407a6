"""Answer with a file of a release."""

from django.http import FileResponse, Http404


def download_of(row) -> FileResponse:
    """Answer with a file of a release; its hash is the ETag."""
    try:
        content = row.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(
        content, as_attachment=True, filename=row.name, content_type=row.media_type
    )
    answer["ETag"] = f'"{row.sha256}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return answer
