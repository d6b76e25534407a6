"""A book with five thousand marks: what is near is drawn, and scrolling it draws nothing more."""

from tests.browser.reader import Reader
from tests.browser.test_reading_many import marked

SCROLLS = 40


def seconds_of(network, page, work):
    """Processor seconds of the page's main thread, whatever else the machine does meanwhile."""

    def spent():
        metrics = network.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in metrics if each["name"] == "TaskDuration")

    before = spent()
    work()
    return spent() - before


def test_book_with_five_thousand_marks_is_drawn_in_part_and_scrolls_freely(page, sign_in):
    lena, article = marked(200_000, 2_000, count=5_000)
    reader = Reader(sign_in(page, lena), article)
    network = page.context.new_cdp_session(page)
    network.send("Performance.enable", {"timeDomain": "threadTicks"})
    assert seconds_of(network, page, reader.open) < 2.5
    drawn = int(page.locator("[data-painted]").get_attribute("data-painted"))
    assert drawn == 5_000  # known to the page; the elements are those of its part
    assert page.evaluate("() => document.querySelectorAll('*').length") < 8_000

    def scroll():
        for _ in range(SCROLLS):
            page.mouse.wheel(0, 1_200)
            page.wait_for_timeout(20)

    assert seconds_of(network, page, scroll) < 0.05 * SCROLLS
    assert page.evaluate("() => scrollY") > 10_000
