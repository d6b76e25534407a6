"""The page for a refusal by a service that a view did not show beside its form."""

from django.shortcuts import render

from ctplatform.domain_errors import DomainError, RateLimited


class RefusalPagesMiddleware:
    """Answer a DomainError of a page with its message: 429 for a rate limit, else 409.

    Views of the API translate it themselves (`ctplatform.rest.problems`).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, DomainError):
            return None
        status = 429 if isinstance(exception, RateLimited) else 409
        answer = render(request, "refused.html", {"refusal": str(exception)}, status=status)
        if status == 429:
            answer["Retry-After"] = str(max(1, int(exception.wait)))
        return answer
