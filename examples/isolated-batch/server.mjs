// The server: scores each request's body, and answers with the score.

import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * @param {(text: string) => Promise<number>} score
 * @returns {Promise<{ port: number, close: () => Promise<void> }>} Listens on 127.0.0.1 alone.
 */
export function startServer(score) {
  const server = createServer(async (request, response) => {
    try {
      response.end(String(await score(await text(request))));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve({ port: address.port, close });
    });
  });
}
