/** The typings of a new project's addon, as napi-rs writes them: `npm run test:kernels` compares. */
export const NATIVE = `
export declare function checksums(buffers: Bytes): Promise<Uint32Array>
export declare function countWords(texts: Texts): Promise<Uint32Array>
export declare function longestCollatz(call: Call, most: number): Promise<number>
export declare function sumOfSquares(numbers: AnyNumbers): Promise<number>
`;

/** The functions that typings declare, sorted. @param {string} typings */
export function declarationsOf(typings) {
  return (typings.match(/^export declare function .+$/gm) ?? []).sort();
}
