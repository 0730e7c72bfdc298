// Pictures as they travel to Python: a name and base64.

export interface PictureFile {
  readonly name: string;
  readonly data: string;
}

const MOST_BYTES = 8_000_000; // larger ones are sent as JPEG: one message holds 16 MB at most

export async function fileOf(blob: Blob, name: string): Promise<PictureFile> {
  const small = blob.size <= MOST_BYTES ? blob : await asJpeg(blob);
  return { name, data: await base64Of(small) };
}

async function asJpeg(blob: Blob): Promise<Blob> {
  try {
    const image = await createImageBitmap(blob);
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d")!;
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0);
    return await new Promise((done) => canvas.toBlob((made) => done(made ?? blob), "image/jpeg", 0.92));
  } catch {
    return blob; // not a picture that this browser knows: Python says what is wrong with it
  }
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^.*?,/, ""));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
}
