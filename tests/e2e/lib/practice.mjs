// The practice organisation as a process, and its control port.

import { spawn } from "node:child_process";
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CARGO_TARGET } from "../../../scripts/run.mjs";
import { LOGS } from "./logs.mjs";

/**
 * Starts the practice organisation on free ports.
 * @param {string} scenario
 */
export async function startPractice(scenario = "user-ready") {
  const program = join(CARGO_TARGET, "debug", "practice");
  // It ends with our end of the pipe, also when the tests are stopped hard.
  const child = spawn(program, ["serve", "--scenario", scenario, "--until-stdin-closes"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    new Promise((resolve) => lines.once("line", resolve)),
    new Promise((_, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the practice organisation ended with ${code}`)));
    }),
  ]);
  return new Practice(child, JSON.parse(first));
}

/** A running practice organisation. */
export class Practice {
  #child;

  constructor(child, ports) {
    this.#child = child;
    /** @type {{ https: number, http: number, proxy: number, control: number, hosts: string[] }} */
    this.ports = ports;
  }

  /** Where the organisation's pages are. */
  get origin() {
    return `https://${this.ports.hosts[0]}`;
  }

  /**
   * Starts a scenario anew.
   * @param {{ scenario: string, csp?: "none" | "default" | "strict", language?: number, session?: string }} options
   */
  async reset(options) {
    await this.keepLogs();
    await this.#post("/reset", options);
  }

  /** Replaces the faults to come; `[]` ends them. */
  faults(faults) {
    return this.#post("/faults", faults);
  }

  /** @param {{ ms?: number, op_ms?: number }} latency */
  latency(latency) {
    return this.#post("/latency", latency);
  }

  /**
   * How long a publish takes, and after how long its answer is given up.
   * @param {{ ms?: number, gives_up_ms?: number, fails?: boolean }} pace
   */
  publishing(pace) {
    return this.#post("/publishing", pace);
  }

  /**
   * Whether the limits of the service are in force, and how many requests at once it recommends.
   * @param {{ on?: boolean, at_once?: number }} limits
   */
  limits(limits) {
    return this.#post("/limits", limits);
  }

  /** Changes who is signed in, or how a signed-out session answers. */
  session(session) {
    return this.#post("/session", session);
  }

  /** Writes as another admin would, in another place. */
  write(write) {
    return this.#post("/write", write);
  }

  /**
   * How the pages are shown from their next load on; what is not named stays. `elements` and `frames` are added to each
   * page; `seed` is what words are made from that stand for labels without a source.
   * @param {{ redirection?: "on" | "off", extensions?: "carried" | "missing", language?: number, form?: "legacy" | "turbo" | "nested", hostile?: string[],
   *   elements?: number, frames?: number, nudge?: boolean, directory_ms?: number, seed?: number }} settings
   */
  site(settings) {
    return this.#post("/site", settings);
  }

  /** @param {"none" | "default" | "strict"} mode the content security policy of the pages */
  csp(mode) {
    return this.#post("/csp", { mode });
  }

  /** @returns {Promise<any>} what is in the organisation */
  async state() {
    return (await this.#call("/state")).json();
  }

  /**
   * What was asked of the Web API since the last reset, the parts of a batch as lines of their own.
   * @returns {Promise<{ method: string, path: string, status: number, body?: string, part?: boolean, page?: boolean }[]>}
   */
  async requests() {
    const text = await (await this.#call("/requests")).text();
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  /** What the extension asked, without the pages' own requests. */
  async ours() {
    return (await this.requests()).filter(({ page }) => !page);
  }

  /** Most requests of the extension that were under way at once since this was last asked. */
  async mostAtOnce() {
    return (await (await this.#call("/most-at-once")).json()).most;
  }

  /** Keeps the log, and what the scenario invented, beside those of the other files; `logs.mjs` joins them. */
  async keepLogs() {
    await mkdir(LOGS, { recursive: true });
    const lines = (await this.requests()).map(({ method, path, status }) => JSON.stringify({ method, path, status }));
    await appendFile(join(LOGS, `${process.pid}.jsonl`), lines.map((line) => `${line}\n`).join(""));
    await appendFile(join(LOGS, `${process.pid}.custom.jsonl`), `${JSON.stringify(await this.custom())}\n`);
  }

  /** @returns {Promise<{ sets: string[], columns: string[] }>} the names that the scenario invented */
  async custom() {
    return (await this.#call("/custom")).json();
  }

  /** Ends it, after its logs are kept. */
  async stop() {
    await this.keepLogs();
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin.end();
    await ended;
  }

  async #post(path, body) {
    await this.#call(path, { method: "POST", body: JSON.stringify(body) });
  }

  async #call(path, options) {
    const answer = await fetch(`http://127.0.0.1:${this.ports.control}${path}`, options);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
