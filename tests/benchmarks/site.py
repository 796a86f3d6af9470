"""How fast the site is: start, submit to verdict in a browser, requests a second, bytes and queries of each page.

`.nabla/venv/bin/python -m tests.benchmarks.site` clones the committed state, starts it as a newcomer does and measures.
The ratios are against the cheapest page of the same run (/accounts/login/): machines differ and are never quiet.
"""

import re
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.error import HTTPError

from playwright.sync_api import Page

from tests.benchmarks.product import OFFERING, PASSWORD, Running, Visitor, fresh_clone, percentile, report, running
from tests.services.browser import running_browser

SYMBOLIC = OFFERING + "derivatives/second-order-taylor/"
CODE = OFFERING + "vectors-and-matrices/affine-layer/"
TOPIC = OFFERING + "derivatives/"
CHEAPEST = "/accounts/login/"
PAGES = {
    "home": "/",
    "course": OFFERING,
    "topic": TOPIC,
    "exercise, formula": SYMBOLIC,
    "exercise, code": CODE,
    "my progress": OFFERING + "progress/",
    "class": OFFERING + "class/",
}
AFFINE = "import numpy as np\n\ndef affine(X, W, b):\n    return np.asarray(X) @ np.asarray(W) + np.asarray(b)\n"
TIMES = 40
SECONDS = 10.0


def main() -> None:
    with fresh_clone() as clone:
        with running(clone) as first:
            pass
        with running(clone) as second:
            report(
                "From the command to the first page",
                [
                    ("start", "seconds"),
                    ("fresh clone", f"{first.seconds:.1f}"),
                    ("second start", f"{second.seconds:.1f}"),
                ],
            )
            Visitor(second.url, "alice").get("/")
            submit_to_verdict(second)
            throughput(second)
            weigh(second)


def submit_to_verdict(site: Running) -> None:
    """From the click to the card with the verdict, as a browser sees it; one user."""
    rows = [("kind", "p50, ms", "p95, ms", "of a page's load")]
    with running_browser() as browser:
        page = browser.new_page(base_url=site.url)
        page.goto(CHEAPEST)
        page.locator("input[name=login]").fill("alice@example.org")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/")
        load = percentile([timed(lambda: page.goto(TOPIC)) for _ in range(10)], 0.5)
        for kind, address, write in (("symbolic", SYMBOLIC, write_formula), ("code", CODE, write_code)):
            times = [one_verdict(page, address, write, turn) for turn in range(TIMES)]
            middle, slow = percentile(times, 0.5), percentile(times, 0.95)
            rows.append((kind, f"{middle:.0f}", f"{slow:.0f}", f"{middle / load:.2f}"))
    report("Submit to verdict in the browser", rows)


def one_verdict(page: Page, address: str, write: Callable[[Page, int], None], turn: int) -> float:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    write(page, turn)
    page.evaluate(
        """() => {
            const place = document.getElementById("verdict");
            window.seen = new Promise((resolve) => new MutationObserver(() => {
                const card = place.querySelector(".verdict");
                const isJudged = card && card.dataset.verdict !== "waiting" && card.dataset.version !== window.before;
                if (isJudged) resolve(performance.now() - window.clicked);
            }).observe(place, {childList: true, subtree: true, attributes: true}));
            window.before = place.querySelector(".verdict")?.dataset.version;
            document.querySelector("form[data-answers]").addEventListener("submit", () => {
                window.clicked = performance.now();
            }, {capture: true});
        }"""
    )
    page.locator("form[data-answers]").get_by_role("button", name="Submit").click()
    return float(page.evaluate("window.seen"))


def write_formula(page: Page, turn: int) -> None:
    page.locator("[data-formula] input").fill(f"1+x+{turn}x^2")


def write_code(page: Page, turn: int) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"{AFFINE}# {turn}\n")


def throughput(site: Running) -> None:
    """Requests a second with two clients, two web workers and the Celery worker on the same machine."""
    rows = [("request", "a second", "of the cheapest page")]
    cheapest = rate(site, lambda visitor: visitor.get(CHEAPEST))
    number = OFFERING + "derivatives/slope-of-a-squared-error/"
    kinds: dict[str, Callable[[Visitor], object]] = {
        "topic page": lambda visitor: visitor.get(TOPIC),
        "submit (page, post, page again)": lambda visitor: visitor.post(number, {"answer.slope": "1"}),
    }
    rows.append(("cheapest page (sign in)", f"{cheapest:.0f}", "1.00"))
    for name, ask in kinds.items():
        reached = rate(site, ask)
        rows.append((name, f"{reached:.0f}", f"{reached / cheapest:.2f}"))
    report("Requests a second", rows)


def rate(site: Running, ask: Callable[[Visitor], object]) -> float:
    visitors = [Visitor(site.url, name) for name in ("elif", "mina")]
    counts = [0] * len(visitors)
    end = time.perf_counter() + SECONDS

    def go(index: int) -> None:
        while time.perf_counter() < end:
            try:
                ask(visitors[index])
            except HTTPError as refused:
                if refused.code != HTTPStatus.TOO_MANY_REQUESTS:
                    raise
                time.sleep(0.05)  # so many of one learner's answers wait; the site asks for patience
                continue
            counts[index] += 1

    threads = [threading.Thread(target=go, args=(index,)) for index in range(len(visitors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def weigh(site: Running) -> None:
    """Bytes of each page's own HTML, and all that a browser fetches for it, compressed, on a first visit."""
    rows = [("page", "HTML, kB", "all on a first visit, kB", "requests")]
    with running_browser() as browser:
        for name, address in PAGES.items():
            context = browser.new_context(base_url=site.url)
            page = context.new_page()
            sign_in(page, "bob")
            sizes: list[int] = []
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.setCacheDisabled", {"cacheDisabled": True})
            session.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
            page.goto(address)
            page.wait_for_load_state("networkidle")
            html = len(re.sub(r"\s+", " ", page.content()).encode())
            rows.append((name, f"{html / 1000:.0f}", f"{sum(sizes) / 1000:.0f}", str(len(sizes))))
            context.close()
    report("Weight of each page", rows)


def sign_in(page: Page, name: str) -> None:
    page.goto(CHEAPEST)
    page.locator("input[name=login]").fill(f"{name}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
