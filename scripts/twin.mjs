// What wasm2js writes, made right and smaller.

/**
 * The JavaScript of wasm2js, as it goes into the twin.
 * @param {string} source
 * @throws where it is written in another way than these edits know
 */
export function amend(source) {
  return accessesAsCalls(segmentsAsText(detachOnGrow(source)));
}

/**
 * wasm-bindgen keeps views of the memory and makes them anew when the buffer was detached, as WebAssembly does when
 * memory grows. wasm2js leaves the old buffer attached, so a kept view would go on showing old bytes; this detaches it.
 * A module whose memory cannot grow has no such place.
 */
function detachOnGrow(source) {
  const copied = "newHEAP8.set(HEAP8);";
  const grows = source.includes("newHEAP8");
  const places = source.split(copied).length - 1;
  if (grows && places !== 1) throw new Error("wasm2js grows memory in another way than expected");
  return source.replace(copied, `${copied} buffer.transfer(0);`);
}

/** Data segments as one character a byte: in base64 no byte begins where a character does, and gzip found 4 KB less. */
function segmentsAsText(source) {
  const decoder = /var base64ReverseLookup[^]*?(?=function initActiveSegments)/;
  const segment = /base64DecodeToExistingUint8Array\(bufferView, (\d+), "([^"]*)"\)/g;
  if (!decoder.test(source)) throw new Error("wasm2js decodes its segments in another way than expected");
  const reader =
    "function put(at, text) { for (var i = 0; i < text.length; ++i) bufferView[at + i] = text.charCodeAt(i); }\n";
  return source
    .replace(decoder, reader)
    .replace(segment, (_, at, text) => `put(${at}, ${JSON.stringify(Buffer.from(text, "base64").toString("latin1"))})`);
}

const LOAD =
  /HEAPU8\[(\$\w+)(?: \+ (\d+))? \| 0\] \| HEAPU8\[\1 \+ (\d+) \| 0\] << 8 \| \(HEAPU8\[\1 \+ (\d+) \| 0\] << 16 \| HEAPU8\[\1 \+ (\d+) \| 0\] << 24\)/g;
const STORE =
  /HEAP8\[(\$\w+)(?: \+ (\d+))? \| 0\] = (\$\w+);\s*HEAP8\[\1 \+ (\d+) \| 0\] = \3 >>> 8;\s*HEAP8\[\1 \+ (\d+) \| 0\] = \3 >>> 16;\s*HEAP8\[\1 \+ (\d+) \| 0\] = \3 >>> 24;/g;
const MOVE =
  /(\$\w+) = HEAP32\[(\$\w+)(?: \+ (\d+))? >> 2\];\s*HEAP32\[(\$\w+)(?: \+ (\d+))? >> 2\] = HEAP32\[\2(?: \+ (\d+))? >> 2\];\s*HEAP32\[\4(?: \+ (\d+))? >> 2\] = \1;/g;

const FUNCTIONS = `
 function load32(at) {
  return HEAPU8[at | 0] | HEAPU8[at + 1 | 0] << 8 | HEAPU8[at + 2 | 0] << 16 | HEAPU8[at + 3 | 0] << 24;
 }
 function store32(at, value) {
  HEAP8[at | 0] = value;
  HEAP8[at + 1 | 0] = value >>> 8;
  HEAP8[at + 2 | 0] = value >>> 16;
  HEAP8[at + 3 | 0] = value >>> 24;
 }
 function move64(to, from) {
  var high = HEAP32[from + 4 >> 2];
  HEAP32[to >> 2] = HEAP32[from >> 2];
  HEAP32[to + 4 >> 2] = high;
  return high;
 }
`;

/**
 * wasm2js writes each load and store that may be unaligned as its four bytes, 1,533 times, and each move of eight bytes as
 * two of four, 4,299 times; as calls they took 2.6 % and 4.4 % off the gzipped twin. One that is written otherwise stays as
 * it is.
 */
function accessesAsCalls(source) {
  const follow = (first, others) => others.every((other, index) => Number(other) === Number(first) + index + 1);
  const place = (base, first) => (first ? `${base} + ${first} | 0` : base);
  const calls = source
    .replace(LOAD, (all, base, first = 0, ...rest) =>
      follow(first, rest.slice(0, 3)) ? `load32(${place(base, first)})` : all,
    )
    .replace(STORE, (all, base, first = 0, value, ...rest) =>
      follow(first, rest.slice(0, 3)) ? `store32(${place(base, first)}, ${value});` : all,
    )
    .replace(MOVE, (all, high, from, second = 0, to, first = 0, low = 0, last = 0) =>
      // The high half stays in its variable for what comes after.
      high !== from && high !== to && second - low === 4 && last - first === 4
        ? `${high} = move64(${place(to, first)}, ${place(from, low)});`
        : all,
    );
  const views = "\n var HEAP8 = new Int8Array(buffer);\n";
  if (source.split(views).length !== 2) throw new Error("wasm2js keeps its views of the memory elsewhere");
  return calls.replace(views, `${views}${FUNCTIONS}`);
}
