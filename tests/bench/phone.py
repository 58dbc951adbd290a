"""How soon a cheap phone on weak Wi-Fi can answer: Chromium with a slow line and processor."""

import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

from tests.stack import Stack

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
ROUND_TRIP_MS = 150
BYTES_PER_SECOND = 1_600_000 / 8
SLOWDOWN = 4
LOADS = 9
# Drawn, large enough to tap, and two frames later: then a tap is answered at once.
USABLE = """
(() => {
  const look = () => {
    const control = document.querySelector("main input:not([type=hidden])");
    const box = control && (control.closest("label") || control).getBoundingClientRect();
    if (!box || !box.height) return requestAnimationFrame(look);
    const tell = () => { window.usableAt = performance.now() };
    requestAnimationFrame(() => requestAnimationFrame(tell));
  };
  requestAnimationFrame(look);
})()
"""


def first_control(stack: Stack, path: str = "/s/demo") -> dict[str, float]:
    """Milliseconds from navigating to a control that can be tapped; empty without Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        return {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        times = sorted(_one_load(browser, stack.url + path) for _ in range(LOADS))
        browser.close()
    return {"p50_ms": statistics.median(times), "slowest_ms": times[-1]}


def _one_load(browser: Browser, address: str) -> float:
    """One visit by somebody who was never here before."""
    page = browser.new_page(viewport={"width": 360, "height": 640}, device_scale_factor=2)
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    limits = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP_MS, **limits},
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.add_init_script(USABLE)
    page.goto(address)
    page.wait_for_function("window.usableAt", timeout=30_000)
    milliseconds = float(page.evaluate("window.usableAt"))
    page.context.close()
    return milliseconds
