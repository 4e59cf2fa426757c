// What furo's pages lack: names for their regions, scrolling by keyboard, a search from disk, and
// words on a search for nothing.

if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // a fetch

const scrollers = "pre, .table-wrapper, article p:has(> img)";

// Whatever is wider than the page can be reached by Tab, and moved with the arrow keys.
const markScrollers = () => {
  for (const part of document.querySelectorAll(scrollers)) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
};

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "Pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  const results = document.getElementById("search-results");
  if (results && !new URLSearchParams(location.search).get("q")) {
    results.innerHTML = "<h1>Search</h1><p>Type a word into the search field.</p>";
  }
  markScrollers();
  addEventListener("resize", markScrollers);
  addEventListener("load", markScrollers);
});
