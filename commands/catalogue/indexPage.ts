import { codeForServer, codeForShared } from "./clientCode";
import { type History, keptOf } from "./history";
import { pageText, searchField } from "./layout";
import { type Child, type Html, markup, Target } from "./markup";
import type { Offer, OfferedApi } from "./offer";
import { ask, audience, clients, type Contact, excerpt, howToGetToken, howToSubscribe, prose } from "./parts";

/** Characters of a description in the list of all APIs. */
const longestExcerpt = 160;

/** The page that lists everything. */
export function indexPage(offer: Offer, history: History, contact: Contact): string {
    const { stack, apis } = offer;
    const sections = [
        { id: "apis", title: "APIs", content: items(apis.map((api) => apiItem(api, history))) },
        { id: "shared", title: "Several models at one URL", content: shared(offer) },
        { id: "servers", title: "MCP servers", content: servers(offer) },
        { id: "products", title: "Products", content: products(offer, history, contact) },
        { id: "keys", title: "How to get a key", content: keys(offer, contact) },
        { id: "gone", title: "No longer published", content: gone(history) },
    ].filter(({ content }) => content !== undefined);
    return pageText({
        title: `Models of ${stack}`,
        links: sections.map(({ id, title }) => ({ text: title, target: Target.onPage(id) })),
        isSearched: true,
        content: markup`<h1>Models of ${stack}</h1>
<p>${count(apis.length, "API")} at ${[...new Set(apis.map(({ url }) => hostOf(url)))].join(", ")}.</p>
${searchField}
${sections.map(({ id, title, content }) => markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`)}`,
    });
}

function items(all: readonly Html[]): Html {
    return markup`<ul class="items">${all}</ul>`;
}

function apiItem({ name, title, model, description, metadata, products }: OfferedApi, { apis }: History): Html {
    const { file, changes } = apis[name]!;
    const broke = changes.find(({ breaking }) => breaking.length > 0);
    const task = metadata.find((line) => line.startsWith("Task: "));
    return markup`<li data-item><h3><a href="${Target.within(`apis/${file}.html`)}">${title}</a></h3>
<p>${excerpt(description, longestExcerpt)}</p>
<p class="quiet">${[...(title === model ? [] : [model]), ...(task ? [task] : []), ...(products.length > 0 ? [`In ${products.join(", ")}`] : [])].join(" · ")}</p>
${broke && markup`<p class="bad">Broke callers${broke.on && ` on ${broke.on}`}</p>`}</li>
`;
}

function shared({ shared, apis }: Offer): Child {
    if (shared.length === 0) return undefined;
    return shared.map(
        (each) => markup`<h3>${titles[each.kind]}</h3>
<p><code>${each.url}</code></p>
<p>Callers need ${each.neededToCall || "no key and no token"}.</p>
<p>Models: ${each.models.join(", ")}</p>
${clients(codeForShared(each, apis))}`,
    );
}

const titles = { openai: "For OpenAI’s clients", databricks: "At Databricks’ own paths" };

function servers({ servers, products }: Offer): Child {
    if (servers.length === 0) return undefined;
    return servers.map((server) => {
        const names = products
            .filter(({ name }) => server.products.includes(name))
            .map(({ displayName }) => displayName);
        return markup`<h3>${server.title}</h3>
${prose(server.description)}
<p><code>${server.url}</code></p>
${names.length > 0 && markup`<p>With a key of the product ${names.join(", ")}.</p>`}
<dl>${server.tools.map((tool) => markup`<dt><code>${tool.name}</code></dt><dd>${prose(tool.description)}</dd>`)}</dl>
${clients(codeForServer(server))}`;
    });
}

function products({ products, apis, stack }: Offer, history: History, contact: Contact): Child {
    if (products.length === 0) return undefined;
    const hasKeys = apis[0]!.needs.subscriptionKey !== undefined;
    return items(
        products.map((product) => {
            const links = product.members.map((name) => {
                const api = keptOf(history, name);
                return markup`<li>${api ? markup`<a href="${Target.within(`apis/${api.file}.html`)}">${name}</a>` : name}</li>`;
            });
            return markup`<li data-item><h3>${product.displayName}</h3>
${prose(product.description)}
<p>${audience(product)}</p>
${hasKeys && howToSubscribe(product, contact, stack)}
${product.terms !== "" && markup`<details><summary>Terms of use</summary>${prose(product.terms)}</details>`}
<ul>${links}</ul></li>
`;
        }),
    );
}

function keys({ apis, products, stack }: Offer, contact: Contact): Child {
    const { needs, neededToCall } = apis[0]!;
    if (!needs.subscriptionKey && !needs.token) return undefined;
    return markup`<p>Callers need ${neededToCall}. The page of an API says so where it needs something else.</p>
${
    needs.subscriptionKey &&
    markup`<ul>
${products.length > 0 && markup`<li>A key of a product calls all of its APIs. The products above say how to subscribe.</li>`}
<li>An API has a key of its own, which calls nothing else. ${ask("it", contact, stack)}</li>
</ul>
<p>Examples read the key from the environment variable KEY. Keep it out of code and URLs.</p>`
}
${howToGetToken(needs)}`;
}

function gone({ gone }: History): Child {
    if (gone.length === 0) return undefined;
    return markup`<ul>${gone.map(({ name, url, on }) => markup`<li data-item>${name}, at <code>${url}</code>${on && `, since ${on}`}</li>`)}</ul>`;
}

function count(number: number, noun: string): string {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function hostOf(url: string): string {
    return URL.canParse(url) ? new URL(url).host : url;
}
