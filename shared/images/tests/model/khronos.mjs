// Validates models with Khronos' validator. Input: the path of the validator's module as argument, and on stdin files,
// each after its length in four bytes. Output: a JSON line for each with the codes of its errors, and of its warnings.
import { readFileSync } from "node:fs";

// The validator reports some damaged containers a second time, after its verdict.
process.on("uncaughtException", (error) => {
  if (!String(error).includes("Future already completed")) throw error;
});

const { validateBytes } = await import(process.argv[2]);
const input = readFileSync(0);
const codes = ({ messages }, severity) => [
  ...new Set(messages.filter((message) => message.severity === severity).map(({ code }) => code)),
];
for (let place = 0; place < input.length; ) {
  const length = input.readUInt32LE(place);
  const file = new Uint8Array(input.subarray(place + 4, place + 4 + length));
  place += 4 + length;
  let verdict;
  try {
    const { issues } = await validateBytes(file, { maxIssues: 0 });
    verdict = { errors: codes(issues, 0), warnings: codes(issues, 1) };
  } catch (error) {
    verdict = { errors: [String(error)], warnings: [] };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
