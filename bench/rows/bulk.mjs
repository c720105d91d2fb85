// A role for many users: ours, against dynamics-web-api in a loop and in batches. Both sides end verified.

import { pick } from "../../tests/e2e/lib/job.mjs";
import { FRAMES, watch } from "../lib/frames.mjs";
import { alternating, exactly } from "../lib/numbers.mjs";
import { eventually, LATENCY, onStage } from "../lib/stage.mjs";

/** From so many users on the goal holds. */
const MANY = 100;

/** What we may send for a hundred users: the writes in batches, each with a look before and a read after it. */
const MOST_REQUESTS = 20;

/** @param {{ users: number, rounds: number }[]} sizes */
export async function bulk(sizes) {
  return onStage({ scenario: "ten-thousand" }, async (stage) => {
    const rows = [];
    for (const { users, rounds } of sizes) rows.push(...(await give(stage, users, rounds)));
    return rows;
  });
}

async function give(stage, users, rounds) {
  const requests = {};
  const contenders = {
    ours: () => ours(stage, users),
    loop: () => theirs(stage, users, associateInLoop),
    batches: () => theirs(stage, users, associateInBatches),
  };
  const counted = Object.entries(contenders).map(([name, run]) => [
    name,
    async () => {
      const measured = await run();
      requests[name] = exactly(measured.requests);
      return measured.ms;
    },
  ]);
  const { ours: mine, loop, batches } = await alternating(Object.fromEntries(counted), rounds);
  const words = `role for ${users.toLocaleString("en")} users`;
  const peers = { "dynamics-web-api loop": loop, "dynamics-web-api batches": batches };
  return [
    {
      quantity: words,
      browser: "Chromium",
      unit: "ms",
      ours: mine,
      peers,
      ...(users >= MANY && { goal: "≥ 5 times the loop", met: loop.median >= 5 * mine.median }),
    },
    {
      quantity: `${words}: HTTP requests`,
      browser: "Chromium",
      unit: "",
      ours: requests.ours,
      peers: { "dynamics-web-api loop": requests.loop, "dynamics-web-api batches": requests.batches },
      ...(users === MANY && { goal: `≤ ${MOST_REQUESTS}`, met: requests.ours.median <= MOST_REQUESTS, must: true }),
    },
  ];
}

/** From the press that confirms to the result on screen. */
async function ours(stage, users) {
  await stage.fresh("ten-thousand");
  const tab = await stage.open();
  const names = await tab.page.evaluate(someUsers, users);
  await tab.openChecklist();
  const { panel, page } = tab;
  await pick(panel);
  await panel.click({ role: "button", name: /^Every user has the role/ });
  await panel.click({ role: "button", name: "Give the role to users" });
  await panel.click({ role: "button", name: "List" });
  const field = await panel.find({ role: "textbox", name: "List of users" });
  await field.evaluate((node, value) => (node.value = value), names.map(({ domainname }) => domainname).join("\n"));
  await panel.click({ role: "button", name: "Find these users" });
  const count = users.toLocaleString("en");
  await eventually(`${count} users chosen`, async () => (await panel.text()).includes(`${count} users chosen`));
  await panel.click({ role: "button", name: `Review ${count} changes` });
  await stage.practice.latency(LATENCY);
  const { x, y } = await panel.middle({
    role: "button",
    name: new RegExp(`^Give Marketo Sync User to ${count} users`),
  });
  const sent = counter(page);
  const [root] = await stage.browser.roots(page);
  await root.evaluate(watch, FRAMES, { selector: ".panel", text: "users have the role" });
  await page.mouse.click(x, y);
  const ms = await page.evaluate(() => globalThis.benchShown);
  const { count: requests } = sent;
  await verify(stage, tab, names);
  await stage.clear();
  return { ms, requests };
}

/**
 * Everybody of an organisation of 10,000, in real time and under Dataverse's limits: minutes.
 * @returns the time from the press that confirms, beside the least that 6,000 requests in 300 s allow
 */
export async function everybody() {
  return onStage({ scenario: "ten-thousand" }, async (stage) => {
    const tab = await stage.open();
    await tab.openChecklist();
    const { panel, page } = tab;
    await pick(panel);
    await panel.click({ role: "button", name: "Give the role to everybody without it" });
    await eventually("everybody chosen", async () => /[1-9]\d*,\d+ users chosen/.test(await panel.text()));
    await panel.click({ role: "button", name: /^Review [\d,]+ changes$/ });
    await stage.practice.latency(LATENCY);
    const sent = counter(page);
    const began = performance.now();
    await panel.click({ role: "button", name: /^Give Marketo Sync User to [\d,]+ users/ });
    await eventually("the result", async () => /^All [\d,]+ users have the role$/m.test(await panel.text()));
    const ms = performance.now() - began;
    const operations = (await stage.practice.requests()).filter(({ page: theirs, part }) => !theirs && part);
    const writes = operations.filter(({ method, status }) => method === "POST" && status === 204).length;
    const refused = (await stage.practice.requests()).filter(({ status }) => status === 429).length;
    const least = Math.floor(writes / WINDOW.requests) * WINDOW.seconds;
    return [
      {
        quantity: `role for ${writes.toLocaleString("en")} users, in real time`,
        browser: "Chromium",
        unit: "s",
        ours: exactly(ms / 1_000),
        peers: { "least time": exactly(least) },
        note: `${sent.count} requests, ${operations.length} operations, ${refused} refused for their number`,
      },
    ];
  });
}

/** Dataverse takes so many requests of one user in so much time (Dataverse: service protection limits). */
const WINDOW = { requests: 6_000, seconds: 300 };

/** The peer in the page, on the same connection; it is told each user's copy of the role without having to look. */
async function theirs(stage, users, associate) {
  await stage.fresh("ten-thousand");
  const tab = await stage.withPeer("dynamics-web-api");
  const names = await tab.page.evaluate(someUsers, users);
  const copies = await tab.page.evaluate(copiesOfRole);
  const pairs = names.map((user) => ({ user: user.systemuserid, role: copies[user._businessunitid_value] }));
  await stage.practice.latency(LATENCY);
  const sent = counter(tab.page);
  const ms = await tab.page.evaluate(associate, pairs);
  const { count: requests } = sent;
  await verify(stage, tab, names);
  await stage.clear();
  return { ms, requests };
}

/** Counts what leaves for the Web API from here on. */
function counter(page) {
  const sent = { count: 0 };
  page.on("request", (request) => (sent.count += request.url().includes("/api/data/") ? 1 : 0));
  return sent;
}

/** What both sides say is so. */
async function verify(stage, tab, names) {
  await stage.practice.latency({ ms: 0 });
  const has = new Set(await tab.page.evaluate(holders));
  const without = names.filter(({ systemuserid }) => !has.has(systemuserid));
  if (without.length) throw new Error(`${without.length} of ${names.length} users do not have the role`);
}

/** Runs in a page of the organisation: the copy of the role in each business unit. */
async function copiesOfRole() {
  const query = "roles?$select=roleid,_businessunitid_value&$filter=name eq 'Marketo Sync User'";
  const reply = await fetch(`/api/data/v9.2/${query}`, { headers: { Accept: "application/json" } });
  return Object.fromEntries((await reply.json()).value.map((role) => [role._businessunitid_value, role.roleid]));
}

/** Runs in a page of the organisation: everybody who has the role. */
async function holders() {
  const query =
    "systemusers?$select=systemuserid&$filter=systemuserroles_association/any(r:r/name eq 'Marketo Sync User')";
  const reply = await fetch(`/api/data/v9.2/${query}`, { headers: { Accept: "application/json" } });
  return (await reply.json()).value.map(({ systemuserid }) => systemuserid);
}

/** Runs in a page of the organisation: so many users, none of whom has the role. */
async function someUsers(count) {
  const columns = "systemuserid,domainname,_businessunitid_value";
  const query = `systemusers?$select=${columns}&$filter=contains(domainname,'0')&$orderby=systemuserid&$top=${count}`;
  const reply = await fetch(`/api/data/v9.2/${query}`, { headers: { Accept: "application/json" } });
  return (await reply.json()).value;
}

/** One after another, and one read of everybody who has the role at the end. */
async function associateInLoop(pairs) {
  const { client } = globalThis.peer;
  const began = performance.now();
  for (const { user, role } of pairs) {
    await client.associate({
      collection: "systemusers",
      primaryKey: user,
      relationshipName: "systemuserroles_association",
      relatedCollection: "roles",
      relatedKey: role,
    });
  }
  await client.retrieveAll({
    collection: "systemusers",
    select: ["systemuserid"],
    filter: "systemuserroles_association/any(r:r/name eq 'Marketo Sync User')",
  });
  return performance.now() - began;
}

/** As many in a batch as Dataverse takes, and the same read at the end. */
async function associateInBatches(pairs) {
  const { client } = globalThis.peer;
  const began = performance.now();
  for (let first = 0; first < pairs.length; first += 1_000) {
    client.startBatch();
    for (const { user, role } of pairs.slice(first, first + 1_000)) {
      client.associate({
        collection: "systemusers",
        primaryKey: user,
        relationshipName: "systemuserroles_association",
        relatedCollection: "roles",
        relatedKey: role,
      });
    }
    await client.executeBatch();
  }
  await client.retrieveAll({
    collection: "systemusers",
    select: ["systemuserid"],
    filter: "systemuserroles_association/any(r:r/name eq 'Marketo Sync User')",
  });
  return performance.now() - began;
}
