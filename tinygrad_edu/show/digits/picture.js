// Arrays of numbers as pictures.

const colours = {
  chalk: [240, 246, 252],
  board: [13, 17, 23],
  above: [26, 127, 224],
  below: [230, 97, 0],
};

// A square of numbers on a canvas: "ink" of 0 … 1 is chalk on a blackboard; "signed" is blue above
// 0 and orange below, the stronger the nearer to ± scale.
function paintPixels(canvas, values, kind, scale = 1) {
  const side = Math.round(Math.sqrt(values.length));
  if (canvas.width !== side || canvas.height !== side) canvas.width = canvas.height = side;
  const image = new ImageData(side, side);
  const { chalk, board, above, below } = colours;
  for (let k = 0; k < values.length; k++) {
    const part = Math.min(1, Math.abs(values[k]) / scale);
    const sign = values[k] < 0 ? below : above;
    for (let c = 0; c < 3; c++) {
      image.data[4 * k + c] = kind === "ink" ? board[c] + part * (chalk[c] - board[c]) : sign[c];
    }
    image.data[4 * k + 3] = kind === "ink" ? 255 : 255 * part;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
