// What the compilers do not check: the manifests, the sentences, the licences, and what the stores would refuse.

import { checkLicences } from "./lint/licences.mjs";
import { checkLocales } from "./lint/locales.mjs";
import { checkManifests } from "./lint/manifests.mjs";
import { at, npmBin, run } from "./run.mjs";

/** Android needs a later Firefox for one key; the extension is not offered there. */
const EXPECTED = ["KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION"];

const complaints = [
  ...(await checkManifests()),
  ...(await checkLocales()),
  ...(await checkLicences()),
  ...(await checkTypes()),
  ...(await checkNames()),
  ...(await checkStore()),
];
for (const complaint of complaints) console.error(complaint);
console.log(`lint: ${complaints.length} complaints about manifests, sentences, licences, types and store rules`);
process.exitCode = complaints.length ? 1 : 0;

async function checkTypes() {
  try {
    await run(npmBin("tsc"), ["--project", at("extension", "jsconfig.json")]);
    return [];
  } catch (error) {
    return [error.message];
  }
}

/** Names that are nowhere, in what no test runs whole: a benchmark comes to its last part after a quarter of an hour. */
async function checkNames() {
  const nowhere = /error TS(2304|2305|2307|2552|2614|2724):/;
  const { stdout } = await run(npmBin("tsc"), ["--project", at("scripts", "jsconfig.json")]).catch(
    (error) => error.cause,
  );
  return stdout.split("\n").filter((line) => nowhere.test(line) && !line.startsWith("node_modules/"));
}

async function checkStore() {
  const args = ["lint", "--source-dir", at("dist", "firefox"), "--output", "json", "--no-config-discovery"];
  // It ends with a failure when it finds errors, and its answer is on stdout all the same.
  const { stdout } = await run(npmBin("web-ext"), args).catch((error) => error.cause);
  const { errors, warnings, notices } = JSON.parse(stdout);
  return [...errors, ...warnings, ...notices]
    .filter(({ code }) => !EXPECTED.includes(code))
    .map(({ code, file, line, message }) => `web-ext: ${code} ${file ?? ""}:${line ?? ""} ${message}`);
}
