// The first part of each generated module: text codecs, which the sandbox lacks.
// The generated glue follows in the same scope and finds these names there; nothing becomes global.

// Glue asks for these two by name. Only UTF-8 exists here, and only whole buffers are decoded.
class TextEncoder {
  encode(text) {
    const escaped = encodeURIComponent(text);
    const bytes = new Uint8Array(escaped.length);
    let length = 0;
    for (let at = 0; at < escaped.length; at += 1) {
      let byte = escaped.charCodeAt(at);
      if (byte === 37) {
        byte = parseInt(escaped.substr(at + 1, 2), 16);
        at += 2;
      }
      bytes[length] = byte;
      length += 1;
    }
    return bytes.subarray(0, length);
  }
}

class TextDecoder {
  decode(bytes) {
    let text = "";
    if (bytes) {
      // Spread in pieces: the engine limits the number of arguments.
      for (let at = 0; at < bytes.length; at += 8192) {
        text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192));
      }
    }
    return isAscii(text) ? text : decodeURIComponent(escape(text));
  }
}

function isAscii(text) {
  return !/[\u0080-\u00ff]/.test(text);
}
