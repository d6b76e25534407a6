"""The page of an allegation in a real browser, under the content security policy."""

import json

from tests.browser.reader import project_with_codes
from tests.factories import incidents as make


def test_the_claim_review_is_in_the_page_without_a_violation_of_the_policy(open_tab):
    project, _lena = project_with_codes()
    project.visibility = "public"
    project.save()
    words = "</script><script>document.title = 'run'</script>"
    allegation = make.AllegationFactory(project=project, proposition=words, published=True)
    page = open_tab()
    page.add_init_script(
        "window.violations = [];"
        "document.addEventListener('securitypolicyviolation',"
        " event => window.violations.push(event.violatedDirective));"
    )
    page.goto(f"/allegations/{allegation.pk}/")
    block = page.locator('script[type="application/ld+json"]')
    assert json.loads(block.text_content())["@graph"][0]["text"] == words
    assert page.evaluate("window.violations") == []
    assert page.title() != "run"
