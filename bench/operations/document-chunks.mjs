// How pools cut a list of documents into messages.

/**
 * @param {readonly string[]} documents
 * @param {number} chunkSize
 * @returns {readonly (string | readonly string[])[]}
 */
export function splitDocuments(documents, chunkSize) {
  if (chunkSize === 1) return documents;
  if (chunkSize >= documents.length) return [documents];
  const chunks = [];
  for (let start = 0; start < documents.length; start += chunkSize) {
    chunks.push(documents.slice(start, start + chunkSize));
  }
  return chunks;
}

/**
 * @param {readonly string[]} documents
 * @param {number} threads
 */
export function documentChunkSizes(documents, threads) {
  const oneEach = Math.ceil(documents.length / threads);
  return [256, 512, 1024, 2048, 4096, 8192].filter((size) => size < oneEach).concat(oneEach);
}
