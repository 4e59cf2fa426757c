// What MNIST's makers did to a digit.

// The drawing as MNIST shows its digits, 784 pixels of 0 … 1:
//   1. The box around all pixels of at least 0.1.
//   2. Its longer side becomes 20 pixels, its shorter one keeps the proportion, rounded to whole
//      pixels and at least 1.  Each new pixel is the average of the area that it covers.
//   3. The centre of mass Σ value · (column, row) / Σ value is moved to pixel (14, 14), by whole
//      pixels: floor(14 − centre + ½).  What leaves the 28 × 28 is cut off.
function preprocess(ink, width, height) {
  const picture = new Float32Array(784);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] < 0.1) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (bottom < 0) return picture;
  const [w, h] = [right - left + 1, bottom - top + 1];
  const [columns, rows] = [w, h].map((length) => (
    Math.max(1, Math.floor((20 * length) / Math.max(w, h) + 0.5))));
  const small = shrunk(ink, width, [left, top, w, h], columns, rows);
  let [mass, x, y] = [0, 0, 0];
  small.forEach((value, k) => {
    mass += value;
    x += value * (k % columns);
    y += value * Math.floor(k / columns);
  });
  const [over, down] = [x, y].map((sum) => Math.floor(14 - sum / mass + 0.5));
  small.forEach((value, k) => {
    const [column, row] = [(k % columns) + over, Math.floor(k / columns) + down];
    const inside = Math.min(column, row) >= 0 && Math.max(column, row) < 28;
    if (inside) picture[row * 28 + column] = value;
  });
  return picture;
}

// The whole drawing as 28 × 28, neither cut out nor centred.
function plain(ink, width, height) {
  return Float32Array.from(shrunk(ink, width, [0, 0, width, height], 28, 28));
}

// A part of the ink by area average: each new pixel adds up its shares of the old ones.
function shrunk(ink, width, [left, top, w, h], columns, rows) {
  const [wide, tall] = [w / columns, h / rows];
  const share = (from, to, size) => (
    (Math.min(from + 1, (to + 1) * size) - Math.max(from, to * size)) / size);
  return new Float64Array(columns * rows).map((_, k) => {
    const [j, i] = [k % columns, Math.floor(k / columns)];
    let sum = 0;
    for (let y = Math.floor(i * tall); y < Math.min(h, (i + 1) * tall); y++) {
      for (let x = Math.floor(j * wide); x < Math.min(w, (j + 1) * wide); x++) {
        sum += share(y, i, tall) * share(x, j, wide) * ink[(top + y) * width + left + x];
      }
    }
    return sum;
  });
}
