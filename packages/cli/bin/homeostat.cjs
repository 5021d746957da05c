#!/usr/bin/env node
'use strict';
// Runs the bundle, and keeps beside it what V8 has compiled of it, which nearly halves the start. Node can do that by itself only
// since version 22, and then in a directory under /tmp, where anybody may have laid down code for root before.

// Node would open its debugger for whoever on this machine connects first. Before all else; Node 20 has no --disable-sigusr1.
process.on('SIGUSR1', () => {});

const { readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { cachedDataVersionTag, setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const bundle = join(__dirname, '../dist/main.cjs');
// V8 looks at its own version and flags in what is kept, but not at the whole of the source.
const kept = join(dirname(bundle), `main.${cachedDataVersionTag()}.cache`);

const source = readIfAny(bundle);
if (source) run(source);
else {
  process.stderr.write('homeostat is not built yet: run `npm run build`\n');
  process.exitCode = 1;
}

function run(source) {
  const stamp = crc32(source);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${source.toString()}\n})`,
    { filename: bundle, cachedData: compiledBefore(stamp) },
  );
  const main = { exports: {}, loaded: true };
  // For the chunks, which require what they share with it.
  require.cache[bundle] = main;
  script
    .runInThisContext()
    .call(main.exports, main.exports, createRequire(bundle), main, bundle, dirname(bundle));
  // Other commands use too little of it.
  if (script.cachedDataRejected !== false && /^(?:run|check)$/.test(process.argv[2])) keepOnce(script, stamp);
}

/** Only what was compiled from this source, and is whole. */
function compiledBefore(stamp) {
  const cache = readIfAny(kept);
  if (!cache || cache.length < 4) return undefined;
  const data = cache.subarray(4);
  return crc32(data, stamp) === cache.readUInt32LE(0) ? data : undefined;
}

/** Keeps what has been compiled by the end, or by the time when everything was used once and nothing is thrown away yet. */
function keepOnce(script, stamp) {
  let done = false;
  const keep = () => {
    if (done) return;
    done = true;
    const data = compiled(script);
    const header = Buffer.alloc(4);
    header.writeUInt32LE(crc32(data, stamp));
    replaceKept(Buffer.concat([header, data]));
  };
  process.once('exit', keep);
  setTimeout(keep, 10_000).unref();
}

function compiled(script) {
  // V8 takes it only under the flags that it was made with, and load-site.ts sets one.
  setFlagsFromString('--semi-space-growth-factor=2');
  const data = script.createCachedData();
  setFlagsFromString('--semi-space-growth-factor=1');
  return data;
}

/** Where only others may write, each start compiles anew. */
function replaceKept(cache) {
  const temporary = `${kept}.${process.pid}`;
  try {
    writeFileSync(temporary, cache, { flag: 'wx', mode: 0o644 });
    renameSync(temporary, kept);
  } catch {
    rmSync(temporary, { force: true });
  }
}

function readIfAny(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
