// The drawing as a file: PNG or SVG, dark ink on white whatever the page looks like.

import { outline, picture, UNITS, type Drawing } from "./ink";

const PNG_DETAIL = 4; // pixels a unit

export function savePng(drawing: Drawing): void {
  save("inkdigits-drawing.png", picture(canvasOf(PNG_DETAIL * UNITS.width), drawing).toDataURL("image/png"));
}

export function saveSvg(drawing: Drawing): void {
  const url = URL.createObjectURL(new Blob([svgOf(drawing)], { type: "image/svg+xml" }));
  save("inkdigits-drawing.svg", url);
  window.setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** An eraser's stroke is a mask over everything that was drawn before it. */
function svgOf(drawing: Drawing): string {
  const { width, height } = UNITS;
  let ink = "";
  drawing.forEach((stroke, index) => {
    const line = (color: string): string =>
      `<path d="${outline(stroke.points)}" stroke="${color}" stroke-width="${stroke.width}"/>`;
    if (stroke.erases) {
      const area = `maskUnits="userSpaceOnUse" x="0" y="0" width="${width}" height="${height}"`;
      const mask = `<mask id="e${index}" ${area}><rect width="${width}" height="${height}" fill="white"/>${line("black")}</mask>`;
      ink = `${mask}<g mask="url(#e${index})">${ink}</g>`;
    } else {
      ink += line("black");
    }
  });
  const style = 'fill="none" stroke-linecap="round" stroke-linejoin="round"';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="white"/><g ${style}>${ink}</g></svg>\n`
  );
}

export function canvasOf(columns: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = Math.round((columns * UNITS.height) / UNITS.width);
  return canvas;
}

function save(name: string, href: string): void {
  const link = document.createElement("a");
  link.download = name;
  link.href = href;
  link.click();
}
