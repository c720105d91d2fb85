// Sits on every Dynamics page, so it does as little as can be done: it says that the page is here.
// The background answers by bringing the checklist back, when it was open in this tab before.
chrome.runtime.sendMessage({ type: "page", linked: document.referrer !== "" }, () => {
  // Read, so that the browser does not log a missing answer as an error of the page.
  void chrome.runtime.lastError;
});
