"""The camera in a real browser, with a device that always sees the digits 3 8 5."""

from __future__ import annotations

import re

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytest.importorskip("streamlit")

pytestmark = pytest.mark.browser

LATE = """() => {
  window.tracks = [];
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    await new Promise((done) => setTimeout(done, 800));
    const stream = await open(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}"""
TURNING = """() => {
  const canvas = document.createElement('canvas');
  const draw = () => {
    const context = canvas.getContext('2d');
    context.fillStyle = `rgb(${255 * Math.random()}, 200, 200)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  const shape = (width, height) => { canvas.width = width; canvas.height = height; draw(); };
  shape(480, 640);
  setInterval(draw, 60);
  window.turn = () => shape(640, 480);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}"""
REFUSED = """() => {
  const refuse = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  navigator.mediaDevices.getUserMedia = refuse;
}"""


def test_live_video_is_read_paused_and_kept_as_a_photo(photo):
    page = photo.page
    photo.go("Camera")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator(".live .boxes > div").first).to_be_attached(timeout=20_000)
    expect(page.locator(".live .note")).to_have_text(re.compile(r"^\d+ digits? in 1 line"))
    first = int(page.locator(".live").get_attribute("data-seq"))
    page.wait_for_function(
        f"""() => [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
          .some(e => Number(e.shadowRoot.querySelector('.live')?.dataset.seq) > {first + 2})""",
        timeout=20_000,
    )
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".live .still")).to_be_visible()
    page.get_by_role("button", name="Read this picture").click()
    photo.shown()
    assert photo.counted() > 0
    assert page.get_by_role("radio", name="Photo").get_attribute("aria-checked") == "true"
    assert photo.complaints == []


def test_a_photo_pressed_twice_is_taken_once(photo):
    page = photo.page
    photo.go("Camera")
    page.get_by_role("button", name="Start the camera").click()
    take = page.get_by_role("button", name="Take a photo")
    take.evaluate("button => { button.click(); button.click(); }")
    photo.shown()
    photo.go("Camera")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator(".live .boxes > div").first).to_be_attached(timeout=20_000)
    photo.go("Photo")
    photo.shown()
    expect(page.get_by_text(re.compile(r"^All \d pictures"))).to_have_count(0)


def test_a_camera_that_is_taken_away_is_said_to_be_gone(photo):
    page = photo.page
    photo.go("Camera")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator(".live .boxes > div").first).to_be_attached(timeout=20_000)
    page.locator(".live video").evaluate(
        "video => video.srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
    )
    expect(page.locator(".live .help")).to_contain_text("The camera was taken away.")
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    expect(page.get_by_role("button", name="Take a photo")).to_be_hidden()


def test_the_stage_takes_the_shape_of_a_camera_that_is_turned(photo):
    page = photo.page
    page.evaluate(TURNING)
    photo.go("Camera")
    page.get_by_role("button", name="Start the camera").click()
    stage = page.locator(".live .stage")
    expect(stage).to_have_attribute("style", re.compile(r"--aspect:\s*0\.75"))
    page.evaluate("() => window.turn()")
    expect(stage).to_have_attribute("style", re.compile(r"--aspect:\s*1\.33"))


@pytest.mark.parametrize("leaves", [True, False])
def test_no_camera_stays_on_that_opened_late(photo, leaves):
    page = photo.page
    page.evaluate(LATE)
    photo.go("Camera")
    start = page.get_by_role("button", name="Start the camera")
    start.click()
    if leaves:
        photo.go("Draw")
        page.locator(".paper canvas").wait_for()
    else:
        start.click()
        page.get_by_role("button", name="Stop").click()
    opened = 1 if leaves else 2
    page.wait_for_function(f"window.tracks.length === {opened}", timeout=20_000)
    page.wait_for_function("window.tracks.every(track => track.readyState === 'ended')")


def test_a_refused_camera_is_explained(photo):
    photo.page.evaluate(REFUSED)
    photo.go("Camera")
    photo.page.get_by_role("button", name="Start the camera").click()
    expect(photo.page.locator(".live .help")).to_contain_text("Allow the camera")
    expect(photo.page.get_by_role("button", name="Start the camera")).to_be_visible()


def test_the_keyboard_keeps_its_place_where_the_camera_goes_on_and_off(photo):
    page = photo.page
    photo.go("Camera")
    page.get_by_role("button", name="Start the camera").press("Enter")
    expect(page.get_by_role("button", name="Take a photo")).to_be_focused(timeout=20_000)
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("button", name="Start the camera")).to_be_focused()


def test_a_screen_reader_is_told_what_the_camera_sees_once(photo):
    page = photo.page
    photo.go("Camera")
    said = page.locator(".live [role=status]")
    page.get_by_role("button", name="Start the camera").click()
    expect(said).to_have_text(re.compile(r"^\d+: \d digits? in 1 line"), timeout=20_000)
    said.evaluate(
        """region => {
          window.changes = 0;
          new MutationObserver(() => window.changes++).observe(region, {childList: true});
        }"""
    )
    first = page.locator(".live").get_attribute("data-seq")
    expect(page.locator(".live")).not_to_have_attribute("data-seq", first)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.changes") == 0
    assert page.locator(".live [aria-live]").count() == 0
