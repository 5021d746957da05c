import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Listens at a path for one client, in place of a bus.
 *
 * @param answer what is answered to each line of its login; undefined: nothing
 */
export async function listenRaw(path: string, answer: (line: string) => string | undefined) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    createInterface({ input: socket }).on('line', (line) => {
      const text = answer(line.replace('\0', ''));
      if (text !== undefined) socket.write(text);
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    connected: once(server, 'connection'),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
