// Everything that can go wrong with one answer, as the practice organisation acts it out. The native matrix crosses the
// same with every request of every flow; here each meets the write that matters most, in a browser.

const PAGE = "<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body></body></html>";
const LOCK =
  "Cannot start the requested operation [PublishAll] because there is another [Import] running at this moment.";

const status = (number, code = "", message = "") => ({ status: { status: number, code, message } });
const html = (number, body) => ({ html: { status: number, body } });
const part = (number, code) => ({ errorPart: { part: 2, status: number, code, message: "It was refused." } });

/** What can happen to the write itself. */
export const ON_THE_WRITE = {
  "no answer": { noAnswer: 600_000 },
  "an answer that is slow": { slowAnswer: 400 },
  "an answer that comes too late": { slowAnswer: 600_000 },
  "a reset before it": "resetBeforeApply",
  "a reset after it": "resetAfterApply",
  401: status(401),
  "a redirect to sign-in": "signInRedirect",
  "the sign-in page": html(200, PAGE),
  "403 without words": status(403),
  "403 for a privilege": status(403, "0x80040220", "Principal user is missing prvAssignRole privilege"),
  "403 for an elevation": status(403, "0x80048d3b", "prvWriteLead"),
  "403 for the caller": status(403, "0x80072560", "The user is not a member of the organization."),
  "403 of the router": { raw: { status: 403, type: "application/json", body: '{"Message":"Forbidden"}' } },
  "403 of a gateway": html(403, "<html><h1>403 Forbidden</h1></html>"),
  404: status(404, "0x80040217", "systemuser With Id = x Does Not Exist"),
  405: status(405, "0x80060888", "The requested resource does not support http method 'POST'."),
  412: status(412, "0x80040237", "A record with matching key values already exists."),
  413: html(413, "<html><h1>Request Entity Too Large</h1></html>"),
  "429, wait 0 s": { retryAfter: 0 },
  "429, wait 7 s": { retryAfter: 7 },
  "429, wait 300 s": { retryAfter: 300 },
  "429 without a time": { retryAfter: null },
  500: status(500, "0x80040216", "An unexpected error occurred."),
  "502 with a page": html(502, "<html><h1>Bad Gateway</h1></html>"),
  "503 with a page": html(503, "<html><h1>Service Unavailable</h1></html>"),
  "an empty 200": { raw: { status: 200, type: "", body: "" } },
  "a lock, 503": status(503, "0x80071151", LOCK),
  "a lock, 400": status(400, "0x80071154", LOCK),
  "a lock by its words": status(500, "0x80040216", `Microsoft.Crm.CustomizationLockException: ${LOCK}`),
  "a lock's timeout": status(500, "0x80040216", "Could not acquire Write lock in time 180000 milliseconds"),
  "a lock's deadlock": status(500, "0x80044150", "Generic SQL error. deadlock 1205"),
};

/** What can happen to an answer with a body: to the look before the write, and to the one after it. */
export const ON_A_LOOK = {
  "truncated JSON": "truncatedJson",
  "another content type": "wrongContentType",
  "another character set": "wrongCharset",
  "a busy part": part(429, "0x80072322"),
  "a failed part": part(500, "0x80040216"),
  "a forbidden part": part(403, "0x80040220"),
  "a missing part": { missingPart: 1 },
  "parts in another order": "reorderedParts",
};
