import type { OpenAPIV3 } from "openapi-types";
import { type Operation, operations } from "../../transforms/operations";
import { codeForApi } from "./clientCode";
import { fieldsOf, mostFields, typeOf } from "./contractFields";
import type { Change } from "./history";
import { pageText } from "./layout";
import { type Child, markup, Target } from "./markup";
import type { Offer, OfferedApi } from "./offer";
import { ask, audience, changesList, clients, type Contact, howToGetToken, howToSubscribe, prose } from "./parts";

/** What a page of an API says beside the API. */
export interface ApiPageArgs {
    readonly offer: Offer;
    readonly contact: Contact;
    /** Name of its files, without an ending. */
    readonly file: string;
    readonly changes: readonly Change[];
    /** Bytes of the document for callers. */
    readonly bytes: number;
}

/** The page of one API. */
export function apiPage(api: OfferedApi, { offer, contact, file, changes, bytes }: ApiPageArgs): string {
    const { name, title, model, kind, url, needs, description, metadata, candidate } = api;
    const databricks = offer.shared.find((shared) => shared.kind === "databricks");
    const products = offer.products.filter((product) => product.members.includes(name));
    const servers = offer.servers.filter(({ tools }) => tools.some(({ apiId }) => apiId === api.apiId));
    const sections = [
        { id: "who", title: "Who may call", content: who(api, products, { stack: offer.stack, contact }) },
        { id: "call", title: "How to call", content: [variables(needs), clients(codeForApi(api, databricks))] },
        { id: "contract", title: "Contract", content: contract(api, file, bytes) },
        { id: "history", title: "What changed for callers", content: history(api, changes) },
    ];
    return pageText({
        title: `${title} – ${offer.stack}`,
        links: [
            { text: "All APIs", target: Target.within("../index.html") },
            ...sections.map((section) => ({ text: section.title, target: Target.onPage(section.id) })),
        ],
        content: markup`<h1>${title}</h1>
${prose(description)}
<p><code>${url}</code></p>
<p class="quiet">The ${kind} ${model}${servers.length > 0 && markup`, also a tool of the MCP server ${servers.map((server) => server.title).join(", ")}`}.</p>
<ul class="quiet">${metadata.map((line) => markup`<li>${line}</li>`)}</ul>
${candidate && markup`<p>The next revision can be tried at <code>${candidate.url}</code>.</p>`}
${sections.map(({ id, title, content }) => markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`)}`,
    });
}

function who(
    { neededToCall, needs }: OfferedApi,
    products: Offer["products"],
    to: { stack: string; contact: Contact },
): Child {
    const { stack, contact } = to;
    const key = needs.subscriptionKey && [
        ...products.map(
            (product) => markup`<h3>Product ${product.displayName}</h3><p>${audience(product)}</p>
${howToSubscribe(product, contact, stack)}`,
        ),
        products.length === 0 && markup`<p>The API has a key of its own. ${ask("it", contact, stack)}</p>`,
    ];
    return markup`<p>${neededToCall ? `Callers need ${neededToCall}.` : "Callers need no key and no token."}</p>
${key}${howToGetToken(needs)}`;
}

function variables({ subscriptionKey, token }: OfferedApi["needs"]): Child {
    const read = [
        ...(subscriptionKey ? ["a key from the variable KEY"] : []),
        ...(token ? ["a token from TOKEN"] : []),
    ];
    return read.length > 0 && markup`<p>The examples read ${read.join(" and ")}. Keep it out of code and URLs.</p>`;
}

function contract({ document, published }: OfferedApi, file: string, bytes: number): Child {
    const target = Target.within(`../documents/${file}.json`);
    const places = operations.places(published);
    return markup`<p><a href="${target}" download>OpenAPI document for callers</a> (${Math.ceil(bytes / 1000)} kB), to read and to generate clients from.</p>
${places.map((place) => operationPart(`${place.method.toUpperCase()} ${place.path}`, operations.at(document, place), operations.at(published, place), document))}`;
}

/** @param own as it is published: for callers, the purpose of the API stands in every description */
function operationPart(call: string, operation: Operation, own: Operation, document: OpenAPIV3.Document): Child {
    const request = (operation.requestBody as OpenAPIV3.RequestBodyObject | undefined)?.content["application/json"];
    const ok = operation.responses["200"] as OpenAPIV3.ResponseObject | undefined;
    const answer = ok?.content?.["application/json"];
    const errors = Object.entries(operation.responses).filter(([status]) => status !== "200");
    return markup`<details><summary><code>${call}</code> ${own.summary}</summary>
${prose(own.description ?? "")}
${request?.schema && markup`<h3>Request</h3>${body(request.schema, document)}`}
${answer?.schema && markup`<h3>Answer</h3>${body(answer.schema, document)}`}
${errors.length > 0 && markup`<h3>Errors</h3><ul>${errors.map(([status, error]) => markup`<li>${status}: ${"description" in error && error.description}</li>`)}</ul>`}
</details>`;
}

function body(schema: OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject, { components }: OpenAPIV3.Document): Child {
    const schemas = components?.schemas ?? {};
    const fields = fieldsOf(schema, schemas);
    if (fields.length === 0) return markup`<p>${typeOf(schema, schemas)}</p>`;
    return markup`<dl>${fields
        .slice(0, mostFields)
        .map(
            ({ name, type, isRequired, description }) =>
                markup`<dt><code>${name}</code> ${type}${isRequired && markup` <strong>required</strong>`}</dt><dd>${prose(description)}</dd>`,
        )}</dl>${fields.length > mostFields && markup`<p>The document has more members than these ${mostFields}.</p>`}`;
}

function history({ candidate }: OfferedApi, changes: readonly Change[]): Child {
    const details = (isBreaking: boolean) =>
        (candidate?.changes ?? []).filter(({ breaking }) => breaking === isBreaking).map(({ detail }) => detail);
    const next = { on: "Next revision", breaking: details(true), compatible: details(false) };
    const hasNext = next.breaking.length + next.compatible.length > 0;
    if (!hasNext && changes.length === 0) return markup`<p>Nothing since this catalogue was first made.</p>`;
    return changesList([...(hasNext ? [next] : []), ...changes]);
}
