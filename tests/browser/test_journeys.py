"""What people do with the dashboard, in a real browser."""

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect
from sklearn.metrics import f1_score

from emolab.runs.store import open_run

PAGES = ("", "batch", "compare", "emotions", "errors", "samples", "about")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["laptop", "phone"])
def test_every_page_opens_without_an_error_and_fits_its_screen(browse, settle, path, size):
    page = browse(path)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_sentence_is_answered_by_every_model(browse, settle):
    page = browse()
    box = page.get_by_label("Text", exact=True)
    box.fill("so merry today")
    box.press("Enter")
    settle(page)
    for title in ("Transformer", "Logistic regression", "Naive Bayes", "Ensemble"):
        expect(page.get_by_text(title, exact=True).first).to_be_visible()
    assert page.locator("[data-testid=stPlotlyChart]").count() >= 2
    assert "text=so+merry+today" in page.url


def test_a_threshold_of_ones_own_gives_scikit_learns_f1(browse, settle, tiny_run):
    page = browse("compare?policy=Custom&threshold=0.27")
    run = open_run(tiny_run)
    scores = run.scores("test")
    expected = [
        f1_score(scores["targets"], scores[model] >= np.float32(0.27), average=of, zero_division=0)
        for model in run.models
        for of in ("micro", "macro")
    ]
    cards = page.locator("[data-testid=stMetricValue]")
    expect(cards).to_have_text([f"{f1:.3f}" for f1 in expected])
    slider = page.get_by_role("slider")
    slider.press("ArrowRight")
    settle(page)
    assert "threshold=0.28" in page.url


def test_the_emotions_that_are_picked_have_their_curves(browse, settle):
    page = browse("emotions?emotions=joy")
    expect(page.get_by_text("joy: ROC")).to_be_visible()
    page.get_by_role("button", name="anger", exact=True).click()
    settle(page)
    expect(page.get_by_text("anger: ROC")).to_be_visible()
    assert "anger" in page.url


def test_samples_are_filtered_by_what_they_contain(browse, settle, tiny_run):
    page = browse("samples?rows=train")
    box = page.get_by_label("Text contains")
    box.fill("merry")
    box.press("Enter")
    settle(page)
    rows = open_run(tiny_run).texts()
    found = rows[(rows.split == "train") & rows.text.str.contains("merry")]
    expect(page.get_by_text(f"{len(found):,} of ")).to_be_visible()


def upload(page, file):
    """Choose a file as a visitor does, and wait until the server has it."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload", exact=True).click()
    with page.expect_response("**/upload_file/**"):
        chooser.value.set_files(file)
    expect(page.get_by_text(file.name)).to_be_visible()


def test_a_good_file_is_scored_and_can_be_taken_away(browse, settle, tmp_path):
    pd.DataFrame({"text": ["so merry today", "the baker was furious"]}).to_csv(
        tmp_path / "good.csv", index=False
    )
    page = browse("batch")
    upload(page, tmp_path / "good.csv")
    page.get_by_role("button", name="Score texts").click()
    settle(page)
    expect(page.get_by_text("Texts: 2;")).to_be_visible()
    with page.expect_download() as download:
        page.locator("[data-testid=stDownloadButton] button").click()
    assert pd.read_csv(download.value.path()).text.tolist() == [
        "so merry today",
        "the baker was furious",
    ]


def test_a_file_without_the_column_is_refused_in_a_sentence(browse, settle, tmp_path):
    (tmp_path / "bad.csv").write_text("words\nso merry today\n")
    page = browse("batch")
    upload(page, tmp_path / "bad.csv")
    page.get_by_role("button", name="Score texts").click()
    settle(page)
    assert "text" in page.get_by_role("alert").inner_text()


def test_the_exported_report_opens_without_a_network(browse, chromium, tmp_path):
    page = browse("compare")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export report").first.click()
    download.value.save_as(tmp_path / "report.html")
    context = chromium.new_context(offline=True)
    report = context.new_page()
    failed = []
    report.on("requestfailed", lambda request: failed.append(request.url))
    report.on("pageerror", lambda error: failed.append(str(error)))
    report.goto((tmp_path / "report.html").as_uri())
    report.wait_for_selector(".main-svg")
    assert report.locator(".plotly-graph-div .main-svg").count() >= 9
    assert failed == []
    context.close()


def test_presenting_hides_the_controls_and_keeps_the_figures(browse):
    page = browse("compare?present=true")
    expect(page.locator("[data-testid=stDownloadButton]").first).to_be_hidden()
    expect(page.locator("[data-testid=stPlotlyChart]").first).to_be_visible()


def test_a_link_reopens_the_view(browse, settle):
    page = browse("compare?view=By+emotion&split=validation")
    expect(page.get_by_text("validation split").first).to_be_visible()
    expect(page.get_by_text("Best model by emotion")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_text("validation split").first).to_be_visible()


def test_the_keyboard_reaches_the_sentence_and_the_examples(browse):
    page = browse()
    names = []
    for _ in range(20):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label') || ''"))
    assert "Text" in names
