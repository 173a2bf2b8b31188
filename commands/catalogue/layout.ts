import { createHash } from "node:crypto";
import { type Child, Html, inlined, markup, type Target } from "./markup";

/** What a page is made of. */
export interface Page {
    readonly title: string;
    /** Links above the page's own content. */
    readonly links: readonly { readonly text: string; readonly target: Target }[];
    readonly content: Child;
    /** Whether there is something to search. */
    readonly isSearched?: boolean;
}

/** A whole page, which loads nothing and runs nothing but its own script. */
export function pageText({ title, links, content, isSearched = false }: Page): string {
    const policy = [
        "default-src 'none'",
        `style-src '${hashOf(style)}'`,
        ...(isSearched ? [`script-src '${hashOf(search)}'`] : []),
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");
    const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${inlined("style", style)}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><nav aria-label="Sections"><ul>${links.map((link) => markup`<li><a href="${link.target}">${link.text}</a></li>`)}</ul></nav></header>
<main id="main" tabindex="-1">
${content}
</main>
${isSearched && inlined("script", search)}
</body>
</html>
`;
    return page.text;
}

/** The field of a search, which is there only where scripts run. */
export const searchField: Html = markup`<div role="search" id="search" hidden>
<label for="query">Search APIs, models and products</label>
<input id="query" type="search" autocomplete="off" spellcheck="false">
<p id="found" role="status"></p>
</div>`;

function hashOf(text: string): string {
    return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

const search = `
const items = [...document.querySelectorAll("[data-item]")];
const texts = items.map((item) => item.textContent.toLowerCase());
const query = document.getElementById("query");
const found = document.getElementById("found");
const filter = () => {
    const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    items.forEach((item, index) => {
        const fits = words.every((word) => texts[index].includes(word));
        item.hidden = !fits;
        if (fits) count++;
    });
    found.textContent = words.length === 0 ? "" : count + " of " + items.length + " fit";
};
query.addEventListener("input", filter);
document.getElementById("search").hidden = false;
filter();
`;

const style = `
:root { --back: #fff; --text: #1c1e21; --quiet: #55595f; --line: #d5d8dc; --soft: #f3f4f6; --link: #0b57b0; --bad: #a3170f; }
@media (prefers-color-scheme: dark) {
    :root { --back: #16181b; --text: #e8eaed; --quiet: #a9aeb5; --line: #3a3e44; --soft: #212429; --link: #8ab8ff; --bad: #ff9d94; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 64rem; padding: 0 1rem 4rem; background: var(--back); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0; background: var(--back); padding: .5rem; }
header ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: 1rem 0; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: .5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
p { margin: .4rem 0; white-space: pre-line; }
.quiet { color: var(--quiet); }
.bad { color: var(--bad); font-weight: 600; }
.items { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
.items > li { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.items h3 { margin-top: 0; }
code, pre { font: .9em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; overflow-x: auto; overflow-wrap: normal; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: 0 .75rem; }
summary { cursor: pointer; padding: .5rem 0; font-weight: 600; }
dl { margin: .25rem 0 .75rem; }
dt { margin-top: .5rem; }
dd { margin: 0 0 0 1.25rem; color: var(--quiet); }
dd p { margin: 0; }
input { width: 100%; max-width: 30rem; font: inherit; padding: .5rem; color: inherit; background: var(--back); border: 1px solid var(--quiet); border-radius: .4rem; }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
@media print { header, #search { display: none; } }
`;
