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
  const text = pixel(getComputedStyle(element).color);
  let ground = null;
  let share = text[3] / 255;
  for (let e = element; e && !ground; e = e.parentElement ?? e.getRootNode().host) {
    const style = getComputedStyle(e);
    const color = pixel(style.backgroundColor);
    share *= Number(style.opacity);
    if (color[3] === 255) ground = color;
  }
  const seen = ground.map((value, i) => share * text[i] + (1 - share) * value);
  const [a, b] = [light(seen), light(ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
