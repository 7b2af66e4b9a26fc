/** The wire between Sitebook and ConnectWise, for tests of what happens when it is slow or breaks. */

import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Which requests are meant: their method and a part of their path. */
interface Meant {
  method: string;
  path: string;
}

/** What happens to the answer of one request that ConnectWise has carried out. */
interface Trouble extends Meant {
  /** Whether the answer is let through. */
  meet: () => Promise<boolean>;
}

/** Requests that ConnectWise never sees, because they are refused in its name. */
interface Refusal extends Meant {
  message: string;
  /** How many are still refused. */
  left: number;
}

/** An answer that is kept back. */
export interface Held {
  /** Ends when ConnectWise has carried out the request. */
  readonly carriedOut: Promise<void>;
  /** Lets the answer through. */
  release(): void;
}

/** Something that is waited for, and given once. */
function signal(): { given: Promise<void>; give: () => void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** Carries every request on as it came, and every answer back, unless a test says otherwise. */
export class Wire {
  readonly #server: Server;
  readonly #to: URL;
  readonly #troubles: Trouble[] = [];
  readonly #refusals: Refusal[] = [];

  private constructor(server: Server, to: string) {
    this.#server = server;
    this.#to = new URL(to);
    server.on("request", (asked, answer) => void this.#carry(asked, answer));
  }

  static async start(to: string): Promise<Wire> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Wire(server, to);
  }

  /** Where Sitebook is told to find ConnectWise. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Keeps the answer of the next such request back until it is released. */
  hold(meant: Meant): Held {
    const carriedOut = signal();
    const released = signal();
    this.#troubles.push({
      ...meant,
      meet: async () => {
        carriedOut.give();
        await released.given;
        return true;
      },
    });
    return { carriedOut: carriedOut.given, release: released.give };
  }

  /** Cuts the connection instead of answering the next such request. */
  lose(meant: Meant): void {
    this.#troubles.push({ ...meant, meet: async () => false });
  }

  /** Refuses the next such requests in the name of ConnectWise, in its own words. */
  refuse(meant: Meant, message: string, times = 1): void {
    this.#refusals.push({ ...meant, message, left: times });
  }

  /** Refuses nothing any more. */
  forgive(): void {
    this.#refusals.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #troubleFor(asked: IncomingMessage): Trouble | undefined {
    const index = this.#troubles.findIndex(
      ({ method, path }) => asked.method === method && (asked.url ?? "").includes(path),
    );
    return index < 0 ? undefined : this.#troubles.splice(index, 1)[0];
  }

  #refusalFor(asked: IncomingMessage): Refusal | undefined {
    const found = this.#refusals.find(
      ({ method, path, left }) => left > 0 && asked.method === method && (asked.url ?? "").includes(path),
    );
    if (found !== undefined) found.left -= 1;
    return found;
  }

  async #carry(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    try {
      const refusal = this.#refusalFor(asked);
      if (refusal !== undefined) {
        await buffer(asked);
        answer.writeHead(400, { "content-type": "application/json" });
        answer.end(
          JSON.stringify({
            code: "InvalidObject",
            message: refusal.message,
            errors: [{ code: "InvalidField", message: refusal.message, resource: "configuration", field: "name" }],
          }),
        );
        return;
      }
      const trouble = this.#troubleFor(asked);
      const onward = request({
        host: this.#to.hostname,
        port: this.#to.port,
        method: asked.method ?? "GET",
        path: asked.url ?? "/",
        headers: asked.headers,
      });
      onward.end(await buffer(asked));
      const [honest] = (await once(onward, "response")) as [IncomingMessage];
      const body = await buffer(honest);
      if (trouble !== undefined && !(await trouble.meet())) {
        answer.destroy();
        return;
      }
      answer.writeHead(honest.statusCode ?? 500, honest.headers);
      answer.end(body);
    } catch {
      // One side has gone; the other one is to notice it.
      answer.destroy();
    }
  }
}
