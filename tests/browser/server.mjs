// Serves a built site on loopback the way a static host would: `_headers` applied (so that the
// Content-Security-Policy is in force), text compressed, an unchanged file not sent twice, the nearest
// 404.html with status 404, folders with a slash.
//
//   node server.mjs FOLDER [PORT]
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const types = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".xml": "application/xml; charset=utf-8",
};

/** The rules of a `_headers` file: a path pattern on its own line, `Name: value` indented below it. */
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim() || line.trimStart().startsWith("#")) continue;
    if (/^\s/.test(line)) {
      const colon = line.indexOf(":");
      if (!rules.length || colon < 0) throw new Error(`_headers: cannot read the line "${line}"`);
      rules.at(-1).headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
    } else {
      const source = line.trim().split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
      rules.push({ pattern: new RegExp(`^${source.join(".*")}$`), headers: [] });
    }
  }
  return rules;
}

/** What is sent compressed: text. Pictures and fonts already are. */
const isText = (type) => /^text\/|json|javascript|xml/.test(type);

/** Ways to send text, the best one first: the ending of a file that the build compressed, and how a host does it. */
const encodings = [
  { name: "br", ending: ".br", compress: brotliCompressSync },
  { name: "gzip", ending: ".gz", compress: (bytes) => gzipSync(bytes, { level: 9 }) },
];

/** How a file travels to a browser that accepts `accepted`: `{ body, encoding }`. */
async function encode(file, type, accepted = "") {
  const names = accepted.split(",").map((one) => one.split(";")[0].trim());
  const way = isText(type) && encodings.find(({ name }) => names.includes(name));
  if (!way) return { body: await readFile(file) };
  const body = await readFile(file + way.ending).catch(async () => way.compress(await readFile(file)));
  return { body, encoding: way.name };
}

/**
 * Starts the server on a free port (or `port`). `now` gives the clock of the `Date` header in
 * milliseconds, so that a test can move server and browser to another day together.
 */
export async function serve(folder, { port = 0, now = Date.now } = {}) {
  const root = resolve(folder);
  const rules = parseHeaders(await readFile(join(root, "_headers"), "utf8"));
  // These are orders to the host, not files of the site.
  const hidden = new Set([join(root, "_headers"), join(root, "_redirects")]);
  const kindOf = (path) => stat(path).then((s) => (s.isDirectory() ? "folder" : "file"), () => "none");

  // A build does not change while it is served.
  const sent = new Map();
  const encoded = async (file, type, accepted) => {
    const key = `${file}\0${accepted}`;
    if (!sent.has(key)) sent.set(key, await encode(file, type, accepted));
    return sent.get(key);
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    response.setHeader("Date", new Date(now()).toUTCString());
    const send = async (status, file) => {
      for (const { pattern, headers } of rules) {
        if (pattern.test(pathname)) for (const [name, value] of headers) response.setHeader(name, value);
      }
      const type = (file && types[extname(file)]) || "text/plain; charset=utf-8";
      response.setHeader("Content-Type", type);
      if (!file) return response.writeHead(status).end("Not found\n");
      const { body, encoding } = await encoded(file, type, request.headers["accept-encoding"]);
      const tag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 16)}"`;
      response.setHeader("ETag", tag);
      if (isText(type)) response.setHeader("Vary", "Accept-Encoding");
      if (encoding) response.setHeader("Content-Encoding", encoding);
      if (status === 200 && request.headers["if-none-match"] === tag) return response.writeHead(304).end();
      response.setHeader("Content-Length", body.length);
      response.writeHead(status).end(request.method === "HEAD" ? undefined : body);
    };
    const notFound = async () => {
      // As Cloudflare Pages does: the 404 page of the nearest folder, so /es/… answers in Spanish.
      const parts = pathname.split("/").filter((part) => part && part !== "..");
      for (let n = parts.length; n >= 0; n--) {
        const file = join(root, ...parts.slice(0, n), "404.html");
        if (file.startsWith(root + sep) && (await kindOf(file)) === "file") return send(404, file);
      }
      return send(404);
    };
    try {
      if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405).end();
      let file = join(root, decodeURIComponent(pathname));
      if ((file !== root && !file.startsWith(root + sep)) || file.includes("\0")) return await notFound();
      if ((await kindOf(file)) === "folder") {
        if (!pathname.endsWith("/")) return response.writeHead(301, { Location: pathname + "/" }).end();
        file = join(file, "index.html");
      }
      if (hidden.has(file) || (await kindOf(file)) !== "file") return await notFound();
      await send(200, file);
    } catch (error) {
      response.writeHead(error instanceof URIError ? 400 : 500).end(String(error));
    }
  });
  // A busy machine may take longer between two requests than Node keeps a connection.
  server.keepAliveTimeout = 0;
  await new Promise((ready, failed) => server.once("error", failed).listen(port, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder, port] = process.argv.slice(2);
  if (!folder) {
    console.error("usage: node server.mjs FOLDER [PORT]");
    process.exit(2);
  }
  const { url } = await serve(folder, { port: Number(port ?? 0) });
  console.log(url);
}
