import assert from "node:assert/strict";
import { test } from "node:test";
import { news } from "../../../scripts/news.mjs";

const CHANGELOG = `# Changelog

What a user sees.

## [1.1.0] - 2026-11-22

### Added

- *Show me*: the same step
  on two lines, \`as code\`.
- See [the page](https://example.org/).

### Fixed

- Less.

## 1.0.0

### Added

- Everything.
`;

test("the changelog is read as plain text, the newest version first", () => {
  assert.deepEqual(news(CHANGELOG), [
    {
      version: "1.1.0 - 2026-11-22",
      parts: [
        { title: "Added", items: ["Show me: the same step on two lines, as code.", "See the page."] },
        { title: "Fixed", items: ["Less."] },
      ],
    },
    { version: "1.0.0", parts: [{ title: "Added", items: ["Everything."] }] },
  ]);
});
