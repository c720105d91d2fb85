// What the build puts in place, and what our scripts leave in their own world of a page.

declare module "cairn/glue" {
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function start(options: object): void;
  export function toggle(options: object): void;
  export function follow(options: object): void;
  export function dispose(): void;
  export function fingerprint(status: number, headers: string[][], body: string): string;
}

declare module "cairn/twin" {
  export * from "cairn/glue";
}

declare module "cairn/practice" {
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function begin(scenario: string, name: string): void;
  export function origin(): string;
  /** JSON. */
  export function places(): string;
  /** Status, header fields, body, and the milliseconds that it takes. */
  export function answer(
    at: number,
    method: string,
    target: string,
    headers: string[][],
    body: string,
  ): [number, string[][], string, number];
}

/** The WebAssembly, deflated. */
declare module "cairn/packed" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module "cairn/data" {
  export const playbooks: object[];
  export const pages: object;
  /** The style sheet of panel and guide, minified. */
  export const css: string;
}

/** What the core starts with, left by the file that is brought in right before it. */
declare var __cairnData: { playbooks: any[]; pages: object; css: string };

/** The core of this tab, once it is there. */
declare var __cairn:
  | Promise<{
      toggle(): void;
      follow(): void;
      dispose(): void;
      fingerprint(status: number, headers: string[][], body: string): string;
    }>
  | undefined;

/** The session of the browser, and in a tab of another product the organisation whose guide is to be shown. */
declare var __cairnGuide: { session: string; organization?: string } | undefined;

/** Why the core is brought in. */
declare var __cairnReason: "asked" | "restored" | undefined;

/** Under which settings it is opened next. */
declare var __cairnSettings: import("./settings").Handed | undefined;

/** In Practice: the frame that plays the browser's tab, for the pages in it. */
declare var cairnPractice: import("./practice/tab").Tab | undefined;
