// A photo made light enough for a slow line, and looked at for what an eye would say: blurred, or dark.
const LONGEST = 2000;
const QUALITY = 0.8;
const LOOKED_AT = 320;
// Below: the edges of printed text are gone (variance of the Laplacian, on a 320 px picture of 8-bit greys).
const SHARP = 60;
const LIGHT = 55;

function canvas(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const made = document.createElement("canvas");
  made.width = Math.max(1, Math.round(bitmap.width * scale));
  made.height = Math.max(1, Math.round(bitmap.height * scale));
  made.getContext("2d").drawImage(bitmap, 0, 0, made.width, made.height);
  return made;
}

function looked(bitmap) {
  const small = canvas(bitmap, LOOKED_AT);
  const { data, width, height } = small.getContext("2d").getImageData(0, 0, small.width, small.height);
  const grey = Float32Array.from({ length: width * height }, (_, at) =>
    0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]);
  let sum = 0, squares = 0, points = 0, light = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const edge = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      sum += edge;
      squares += edge * edge;
      light += grey[at];
      points += 1;
    }
  }
  const mean = points ? sum / points : 0;
  return { blurred: points > 0 && squares / points - mean * mean < SHARP, dark: points > 0 && light / points < LIGHT };
}

// A file that this browser cannot draw goes as it is: the server knows more kinds than it does.
export async function reduced(file) {
  const plain = { blob: file, isPicture: false, blurred: false, dark: false };
  if (!file.type.startsWith("image/")) return plain;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return plain;
  }
  const advice = looked(bitmap);
  const lighter = await new Promise((done) => { canvas(bitmap, LONGEST).toBlob(done, "image/jpeg", QUALITY); });
  bitmap.close();
  return { blob: lighter && lighter.size < file.size ? lighter : file, isPicture: true, ...advice };
}
