"""In a browser: the SVG first, then Plotly on it, without anything moving, asking anybody, or breaking the policy."""

from __future__ import annotations

import pytest

PAGES = ("2.2-O2", "3-I1", "3.2-3-O3", "4.1-O1", "4.2-O1")

SHIFTS = """() => { window.shifts = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true }) }"""

APART = """() => [...document.querySelectorAll("[data-chart]")].flatMap((figure) => {
  const svg = figure.querySelector(".chart-canvas > svg");
  const live = figure.querySelector(".chart-live");
  const seen = (marks) => [...marks].filter((mark) => getComputedStyle(mark).opacity !== "0");
  const middle = (mark) => { const box = mark.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2]; };
  const pairs = [["circle", ".scatterlayer .point"], ["rect", ".barlayer .point path"], ["text", ".annotation-text"]];
  return pairs.flatMap(([mine, theirs]) => {
    const [ours, drawn] = [svg.querySelectorAll(mine), seen(live.querySelectorAll(theirs))];
    if (ours.length !== drawn.length) return [999];
    return [...ours].flatMap((mark, i) => { const [a, b] = [middle(mark), middle(drawn[i])];
      return [Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])]; });
  });
})"""

OVERLAPS = """() => [...document.querySelectorAll(".chart-canvas > svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll("text")].map((word) => [word.textContent, word.getBoundingClientRect()]);
  return words.flatMap(([name, box], i) => {
    const cut = box.left < frame.left - 1 || box.right > frame.right + 1;
    const covers = words.slice(i + 1).filter(([, other]) =>
      Math.min(box.right, other.right) - Math.max(box.left, other.left) > 0.5 &&
      Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 2);
    return [...(cut ? [`cut: ${name}`] : []), ...covers.map(([other]) => `${name} on ${other}`)];
  });
})"""


@pytest.fixture(scope="module")
def tabs(chromium, site):
    """With and without script: a tab, and all that it said or asked: console messages, errors, addresses elsewhere. To
    open a window costs as much as to look at a chart."""
    contexts = {scripts: chromium.new_context(java_script_enabled=scripts) for scripts in (True, False)}
    yield {scripts: heard_tab(context, site) for scripts, context in contexts.items()}
    for context in contexts.values():
        context.close()


def heard_tab(context, site):
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((site.url, "data:", "blob:")) else heard.append(r.url))
    return page, heard


def opened(tabs, site, code, scripts=True):
    """A page of an indicator, and what it said or asked, in a tab as it was at first."""
    page, heard = tabs[scripts]
    page.unroute_all()
    page.goto("about:blank")
    page.mouse.move(0, 0)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="screen", color_scheme="light")
    heard.clear()
    page.goto(f"{site.url}indicateurs/{code}/")
    return page, heard


def explored(page):
    """Waits until every chart of the page is live."""
    for canvas in page.locator(".chart-canvas").all():
        canvas.scroll_into_view_if_needed()
        canvas.page.wait_for_function("(canvas) => canvas.classList.contains('is-live')", arg=canvas.element_handle())
    return page


@pytest.mark.parametrize("code", PAGES)
def test_plotly_takes_the_place_of_the_svg_and_nothing_moves(tabs, site, code):
    page, heard = opened(tabs, site, code)
    page.evaluate(SHIFTS)
    explored(page)
    assert max(page.evaluate(APART)) < 0.1
    assert page.evaluate("window.shifts") == 0
    assert heard == []


@pytest.mark.parametrize("code", PAGES)
def test_without_script_the_chart_is_there_and_its_words_are_whole(tabs, site, code):
    page, _ = opened(tabs, site, code, scripts=False)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator(".chart-canvas > svg").first.is_visible()
        assert page.evaluate(OVERLAPS) == [], width


def test_a_change_of_theme_recolours_both_alike(tabs, site):
    fills = """() => [".chart-canvas > svg rect", ".barlayer .point path"].map(
        (name) => [...document.querySelectorAll(name)].map((mark) => getComputedStyle(mark).fill)
          .filter((fill) => !fill.startsWith("url(")))"""
    page, _ = opened(tabs, site, "4.2-O1")
    explored(page)
    light, _ = page.evaluate(fills)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.querySelectorAll('.is-live').length === 2")
    page.wait_for_timeout(300)
    dark, live = page.evaluate(fills)
    assert light != dark
    assert [rounded(colour) for colour in dark] == [rounded(colour) for colour in live]


def rounded(colour):
    """« color(srgb 0.1 0.2 0.3) » and « rgb(26, 51, 77) » are one colour."""
    numbers = [float(n) for n in colour.split("(")[1].rstrip(")").replace(",", " ").replace("srgb", "").split()]
    return [round(n * 255) for n in numbers] if "srgb" in colour else [round(n) for n in numbers]


def test_a_live_chart_has_one_button_is_heard_once_and_leaves_paper_to_the_svg(tabs, site):
    page, heard = opened(tabs, site, "2-I2")
    explored(page)
    assert page.get_by_role("img", name="Graphique à points sur une échelle").count() == 1
    hidden = page.locator(".chart-live .main-svg").evaluate_all("all => all.map(e => e.getAttribute('aria-hidden'))")
    assert set(hidden) == {"true"}
    page.locator(".chart-canvas").hover()
    button = page.get_by_role("button", name="Télécharger l’image (PNG)")
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename.startswith("2-i2")
    assert heard == []
    page.emulate_media(media="print")
    assert page.locator(".chart-canvas > svg").evaluate("(svg) => getComputedStyle(svg).opacity") == "1"
    assert not page.locator(".chart-live").is_visible()


def test_where_plotly_cannot_be_had_the_svg_stays(tabs, site):
    page, _ = opened(tabs, site, "2-I2")
    page.route("**/plotly-cartesian*.js", lambda route: route.abort())
    with page.expect_console_message(lambda message: "Plotly could not be loaded" in message.text):
        page.reload()
        page.locator(".chart-canvas").scroll_into_view_if_needed()
    assert page.locator(".chart-canvas > svg").evaluate("(svg) => getComputedStyle(svg).opacity") == "1"
    assert page.locator(".chart-live").count() == 0


def test_no_code_of_a_chart_is_fetched_before_one_is_in_view(chromium, site):
    asked = []
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.on("request", lambda request: asked.append(request.url.removeprefix(site.url)))
    try:
        page.goto(f"{site.url}axes/2/", wait_until="networkidle")
        assert page.locator("[data-chart]").count() == 8
        assert asked == ["axes/2/", "static/css/public.css", "static/js/public.js"]
        page.locator("[data-chart]").first.scroll_into_view_if_needed()
        page.wait_for_selector(".is-live")
        assert asked[3:] == [
            "static/js/chart-code.js",
            "static/vendor/plotly/plotly.css",
            "static/vendor/plotly/plotly-cartesian.min.js",
        ]
    finally:
        page.close()


def test_the_keyboard_finds_the_values_before_any_chart_was_in_view(chromium, site):
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    try:
        page.goto(f"{site.url}axes/2/", wait_until="networkidle")
        assert page.get_by_role("slider").count() == 0
        page.keyboard.press("Tab")
        page.get_by_role("slider").first.wait_for(state="attached")
        assert page.get_by_role("slider").count() == 8
    finally:
        page.close()


HEARD = """() => { window.kept = []; addEventListener("keydown", (event) => kept.push(event.defaultPrevented)); }"""

READ = """(slider) => ({
  now: Number(slider.getAttribute("aria-valuenow")),
  said: slider.getAttribute("aria-valuetext"),
  shown: [...slider.querySelectorAll(".is-read")].map((point) => point.textContent),
  points: [...slider.children].map((point) => point.textContent),
  ends: ["aria-valuemin", "aria-valuemax"].map((end) => Number(slider.getAttribute(end))),
  kept: window.kept.splice(0).at(-1),
})"""
"""A slider as assistive technology and eyes find it, and whether it kept the last key from the page."""

FIRST, LAST = 1, -1
WALK = [
    *(("ArrowRight", 2), ("ArrowDown", 3), ("ArrowUp", 2), ("ArrowLeft", FIRST), ("ArrowLeft", FIRST)),
    *(("ArrowUp", FIRST), ("End", LAST), ("ArrowRight", LAST), ("ArrowDown", LAST), ("Home", FIRST), ("End", LAST)),
]
"""Each key → the point that it leads to, from the first one."""


def test_each_key_of_the_values_leads_where_it_points_and_stops_at_both_ends(tabs, site):
    page, _ = opened(tabs, site, "2.2-O2")
    page.evaluate(HEARD)
    slider = page.get_by_role("slider", name="Valeurs du graphique").first
    slider.focus()
    found = slider.evaluate(READ)
    points, last = found["points"], len(found["points"])
    assert last > 3, "too few to tell the keys apart"
    assert (found["now"], found["ends"]) == (FIRST, [FIRST, last])
    hint = page.locator(f"[id='{slider.get_attribute('aria-describedby')}']")
    assert "avec les flèches du clavier" in hint.text_content()
    for key, leads_to in WALK:
        page.keyboard.press(key)
        found = slider.evaluate(READ)
        rank = last if leads_to == LAST else leads_to
        assert (key, found["now"]) == (key, rank)
        assert found["shown"] == [found["said"]] == [points[rank - 1]]
        assert found["kept"] is True, f"the page scrolls away by {key}"


def test_other_keys_are_left_to_the_browser_and_what_was_read_is_found_again(tabs, site):
    page, _ = opened(tabs, site, "2.2-O2")
    page.evaluate(HEARD)
    slider = page.get_by_role("slider", name="Valeurs du graphique").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    for key in (
        "Control+ArrowRight",
        "Alt+ArrowDown",
        "Meta+ArrowLeft",
        "Control+Home",
        "Control+End",
        "PageDown",
        "a",
    ):
        page.keyboard.press(key)
        found = slider.evaluate(READ)
        assert (key, found["now"], found["kept"]) == (key, 2, False)
    page.keyboard.press("Tab")
    slider.focus()
    assert slider.evaluate(READ)["now"] == 2
    page.keyboard.press("Escape")
    found = slider.evaluate(READ)
    assert (found["now"], found["shown"]) == (FIRST, [])


def test_the_values_of_each_chart_are_named_after_it(tabs, site):
    page, _ = opened(tabs, site, "2.2-O2")
    page.get_by_role("slider").first.focus()
    titles = page.locator(".chart-title").all_text_contents()
    assert len(titles) > 1
    for title in titles:
        assert page.get_by_role("slider", name=f"Valeurs du graphique\u202f: {title}", exact=True).count() == 1


def test_paper_gets_the_drawings_of_the_server_and_the_screen_has_its_own_back(tabs, site):
    page, _ = opened(tabs, site, "2.2-O2")
    explored(page)
    live = page.locator(".is-live")
    drawn = live.count()
    assert drawn > 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert live.count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert live.count() == drawn
