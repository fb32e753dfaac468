/**
 * Runs CloudFront functions: reads `{code, event}` as lines of JSON, and writes `{result}` or `{error}` for each.
 * A function gets the language alone: CloudFront's runtime has no network, files or timers either.
 */

import { createInterface } from "node:readline";
import { createContext, runInContext } from "node:vm";

/** A function that does not end would block every request; CloudFront permits about a millisecond. */
const TIMEOUT = { timeout: 1000 };

const contexts = new Map();

function contextOf(code) {
  const known = contexts.get(code);
  if (known) return known;
  const context = createContext({});
  runInContext(code, context, TIMEOUT);
  contexts.set(code, context);
  return context;
}

async function run({ code, event }) {
  const context = contextOf(code);
  // As text, so that the function sees objects of its own context.
  context.sent = JSON.stringify(event);
  return await runInContext("handler(JSON.parse(sent))", context, TIMEOUT);
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await run(JSON.parse(line)).then(
    (result) => ({ result }),
    (error) => ({ error: String(error) }),
  );
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
