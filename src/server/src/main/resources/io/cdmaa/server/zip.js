// A zip archive of files that are compressed already (APPNOTE.TXT, method 0).

const TABLE = Uint32Array.from({length: 256}, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) {
    c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return c >>> 0;
});

function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  }
  return (c ^ 0xffffffff) >>> 0;
}

function record(size, fields) {
  const view = new DataView(new ArrayBuffer(size));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) {
      view.setUint16(at, value, true);
    } else {
      view.setUint32(at, value, true);
    }
    at += bytes;
  }
  return view.buffer;
}

/** Names in the order given, each once. */
export function distinct(names) {
  const used = new Set();
  return names.map((name) => {
    const [, stem, extension] = /^(.*?)(\.[^.]*)?$/.exec(name);
    let result = name;
    for (let n = 2; used.has(result); n++) {
      result = `${stem} (${n})${extension ?? ''}`;
    }
    used.add(result);
    return result;
  });
}

/** Returns an archive of blobs. */
export async function zip(files) {
  const parts = [];
  const entries = [];
  let offset = 0;
  for (const {name, blob} of files) {
    const content = new Uint8Array(await blob.arrayBuffer());
    const encoded = new TextEncoder().encode(name);
    // UTF-8 names (bit 11), no compression, 1980-01-01.
    const common = [[2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], [4, crc32(content)], [4, content.length],
      [4, content.length], [2, encoded.length], [2, 0]];
    parts.push(record(30, [[4, 0x04034b50], ...common]), encoded, content);
    entries.push(
      record(46, [[4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]),
      encoded,
    );
    offset += 30 + encoded.length + content.length;
  }
  const size = entries.reduce((sum, entry) => sum + entry.byteLength, 0);
  const end = record(22, [[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset],
    [2, 0]]);
  return new Blob([...parts, ...entries, end], {type: 'application/zip'});
}
