// Starts the practice organisation and runs both third-party clients against it, unmodified.
//
//   node www/clients/run.mjs [node|python]
//
// PRACTICE_BIN names the server, else it is the workspace's debug build. Needs `npm ci` in this folder; Python gets a
// virtual environment of its own under target/.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "..", "..");
const target = process.env.CARGO_TARGET_DIR ?? join(repository, "target");
const work = join(target, "clients");
const certificate = join(work, "authority.pem");
const which = process.argv[2] ?? "all";

/** Runs a command to its end with its output shown; its exit code. */
function run(command, args, environment = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: here,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  if (error) throw new Error(`${command}: ${error.message}`);
  return status ?? 1;
}

/** The virtual environment's Python; made anew when the requirements have changed. */
function python() {
  const environment = join(work, "venv");
  const interpreter = join(environment, "bin", "python");
  const stamp = join(environment, "requirements.sha256");
  const requirements = readFileSync(join(here, "requirements.txt"));
  const wanted = createHash("sha256").update(requirements).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return interpreter;
  console.log("clients: installing the Python client into its own virtual environment");
  if (run("python3", ["-m", "venv", "--clear", environment]) !== 0) {
    throw new Error("python3 cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv");
  }
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"];
  if (run(interpreter, pip) !== 0) throw new Error("pip could not install the Python client");
  writeFileSync(stamp, wanted);
  return interpreter;
}

async function start() {
  const binary = process.env.PRACTICE_BIN ?? join(target, "debug", "practice");
  if (!existsSync(binary)) throw new Error(`${binary} is missing; cargo build -p practice makes it`);
  const server = spawn(binary, ["serve", "--cert-out", certificate, "--until-stdin-closes"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", (text) => resolve([text]));
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the practice organisation ended with ${code}`)));
  });
  return { server, ready: JSON.parse(line) };
}

mkdirSync(work, { recursive: true });
const interpreter = which === "node" ? null : python();
const { server, ready } = await start();
const common = {
  PRACTICE_HOST: ready.hosts[0],
  PRACTICE_HTTPS: String(ready.https),
  PRACTICE_CONTROL: `http://127.0.0.1:${ready.control}`,
};
let failed = 0;
if (which !== "python") {
  failed += run(process.execPath, ["--test", "dynamics_web_api.test.mjs"], {
    ...common,
    NODE_EXTRA_CA_CERTS: certificate,
  });
}
if (interpreter) {
  failed += run(interpreter, ["-m", "unittest", "-v", "test_dataverse_client"], {
    ...common,
    HTTPS_PROXY: `http://127.0.0.1:${ready.proxy}`,
    REQUESTS_CA_BUNDLE: certificate,
    PYTHONDONTWRITEBYTECODE: "1",
  });
}
server.stdin.end();
process.exitCode = failed === 0 ? 0 : 1;
