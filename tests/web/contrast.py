"""How much a text stands out from what is behind it (WCAG 2.2, 1.4.3), for the browser."""

from __future__ import annotations

CONTRAST = """element => {
  const pixel = color => {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = rgb => rgb.slice(0, 3)
    .map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = null;
  for (let e = element; e && !ground; e = e.parentElement ?? e.getRootNode().host) {
    const color = pixel(getComputedStyle(e).backgroundColor);
    if (color[3] === 255) ground = color;
  }
  const [a, b] = [light(pixel(getComputedStyle(element).color)), light(ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
