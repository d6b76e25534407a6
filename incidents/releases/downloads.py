"""Answer with a file of a release."""

from django.http import FileResponse, Http404

from ctplatform.audit.services import follow_file
from incidents.releases.takedowns.services import require_content


def download_of(row, request) -> FileResponse:
    """Answer with a file of a release; its hash is the ETag. Raises Gone if it was taken down.

    The audit log gets an entry.
    """
    require_content(row)
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
    return follow_file(answer, request, "releases", row.name, row.release.project_id)
